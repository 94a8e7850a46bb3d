package io.portmaster.bench;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.ChildProcess;
import io.portmaster.cluster.Stage;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A baseline's server, in a process of its own.
 *
 * @param address as {@code HOST:PORT}
 */
record Server(String address, long pid) {
    private static final Pattern LISTENING = Pattern.compile("listens at (\\S+)\n");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param main which says {@link #announce} once it serves */
    static Server start(Stage stage, Class<?> main, String... arguments) {
        ChildProcess process = stage.program(main, arguments);
        Await.until(main.getSimpleName() + " listens", PATIENCE, () -> LISTENING
                .matcher(process.log())
                .find());
        Matcher listening = LISTENING.matcher(process.log());
        if (!listening.find()) {
            throw new IllegalStateException("it has just been there");
        }
        return new Server(listening.group(1), process.pid());
    }

    static void announce(HttpServer server) {
        System.out.println("listens at 127.0.0.1:" + server.actualPort());
    }
}
