package io.portmaster.cluster;

import io.portmaster.client.PortmasterClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node as users run it: one JVM, started with {@code serve}. It keeps its address through kills and new starts. */
public final class NodeProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Place place;
    private final int port = FreePort.next();
    private final Path log;
    private NodeJvm jvm;
    private final List<String> options;
    private final Map<String, String> environment;
    private @Nullable ChildProcess process;

    /**
     * @param folder for its log
     * @param options for {@code serve}; it listens at an address of its own unless they say where
     * @param environment that may say the same
     */
    NodeProcess(Path folder, NodeJvm jvm, List<String> options, Map<String, String> environment) {
        this(Place.LOOPBACK, folder, jvm, options, environment);
    }

    private NodeProcess(Place place, Path folder, NodeJvm jvm, List<String> options, Map<String, String> environment) {
        this.place = place;
        this.log = folder.resolve("node-" + port + ".log");
        this.jvm = jvm;
        this.options = options;
        this.environment = environment;
    }

    /** A node at that place. It doesn't run yet. */
    public static NodeProcess at(
            Place place, Path folder, NodeJvm jvm, List<String> options, Map<String, String> environment) {
        return new NodeProcess(place, folder, jvm, options, environment);
    }

    /** The address at which the node listens, as {@code 127.0.0.1:PORT}. */
    public String address() {
        return place.host() + ":" + port;
    }

    /** A client of the API. All clients of the tests share their connections. */
    public PortmasterClient client() {
        return SharedClient.at(address());
    }

    /** A plain client, for requests and answers that the API's client doesn't send or show. */
    public PlainHttp api() {
        return new PlainHttp("http://" + address());
    }

    /** Starts the node with that build from now on, and doesn't wait. */
    public void start(NodeJvm build) {
        jvm = build;
        start();
    }

    /** Starts the node, and doesn't wait. */
    public void start() {
        List<String> all = new ArrayList<>(options);
        if (!options.contains("--listen")) {
            all.addAll(List.of("--listen", address()));
        }
        // A process in the background inherits that SIGINT is ignored. The node must not.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
        command.addAll(jvm.command("serve", all));
        process = ChildProcess.start(place.launching(command), environment, log);
    }

    /** Waits until the node says that it is ready. */
    public NodeProcess awaitReady() {
        Await.until(address() + " is ready", PATIENCE, () -> {
            if (!running().isAlive()) {
                throw new AssertionError("the node ended before it was ready:\n" + log());
            }
            return isReady();
        });
        return this;
    }

    public boolean isReady() {
        try {
            return api().get("/readyz").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The answer of {@code /readyz}. */
    HttpReply readiness() {
        try {
            return api().get("/readyz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the node says that it is not ready, with a reason that has these words. */
    void awaitNotReady(String... words) {
        Await.until(address() + " is not ready, because of " + List.of(words), PATIENCE, () -> {
            if (!isAlive()) {
                throw new AssertionError("the node ended:\n" + log());
            }
            String detail = whyNotReady();
            return detail != null && Stream.of(words).allMatch(detail::contains);
        });
    }

    /** The reason for not being ready; null if the node is ready or doesn't answer. */
    @Nullable
    String whyNotReady() {
        try {
            HttpReply reply = api().get("/readyz");
            return reply.status() == 503 ? reply.json().path("detail").asText() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The UUID of the installation that the node serves, from {@code /readyz}. */
    String installation() {
        return readiness().expect(200).json().path("installation").asText();
    }

    boolean isAlive() {
        return running().isAlive();
    }

    public long pid() {
        return running().pid();
    }

    public void freeze() {
        running().freeze();
    }

    public void thaw() {
        running().thaw();
    }

    public void kill() {
        running().kill();
    }

    /** Sends SIGTERM, and doesn't wait. */
    public void askToEnd() {
        running().askToEnd();
    }

    /** @param name such as {@code HUP} */
    public void signal(String name) {
        running().signal(name);
    }

    /** Waits for the node's end, and returns its exit status. */
    public int awaitExit() {
        return running().awaitExit();
    }

    /** The node's log over all its starts. */
    public String log() {
        return running().log();
    }

    /** Kills the node: an end in order would take seconds, and nobody needs its answers any more. */
    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("the node was never started");
        }
        return process;
    }
}
