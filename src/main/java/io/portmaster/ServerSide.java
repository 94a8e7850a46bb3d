package io.portmaster;

import io.portmaster.check.Report;
import io.portmaster.cli.server.LogLevel;
import io.portmaster.cli.server.ServerActions;
import io.portmaster.logging.LogOutput;
import java.net.URI;
import java.security.Security;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What the commands do that need no node: they run one, or talk to etcd themselves. */
final class ServerSide {
    private ServerSide() {}

    static ServerActions actions(SignalExit exit) {
        return new ServerActions(
                ServerSide::logAt, options -> serve(options, exit), ServerSide::check, ServerSide::init);
    }

    /**
     * Sets the system property that Logback's configuration reads. It comes before the environment variable of the same name.
     */
    private static void logAt(LogLevel level) {
        System.setProperty(LogLevel.VARIABLE, level.name());
    }

    private static void serve(ServeOptions options, SignalExit exit) {
        setUp();
        try {
            Node node = new Node(options);
            exit.drainFirst(node::stop);
            node.start();
        } catch (RuntimeException e) {
            // The process ends now, and lines still wait to be written.
            LogOutput.flush();
            throw e;
        }
    }

    private static Report check(List<URI> etcd, String prefix, @Nullable UUID installation) {
        logAsACommand();
        return CheckRun.run(etcd, prefix, installation);
    }

    private static UUID init(List<URI> etcd, String prefix) {
        logAsACommand();
        return FirstInstallation.make(etcd, prefix);
    }

    /** Lets log lines go to standard error: standard output is for the result. Called before anything logs. */
    private static void logAsACommand() {
        System.setProperty("logback.configurationFile", "logback-command.xml");
        setUp();
    }

    private static void setUp() {
        UnsafeWarning.silence();
        // The addresses behind a name may change at any time. By default the JDK keeps them for 30 s.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        keepVertxOffTheDisk();
        // gRPC logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /**
     * Keeps Vert.x from making a folder for a cache of files, which nothing here needs: without this, no node could start on a
     * read-only disk. System properties also reach the instance of Vert.x that jetcd makes for itself.
     */
    private static void keepVertxOffTheDisk() {
        System.setProperty("vertx.disableFileCaching", "true");
        System.setProperty("vertx.disableFileCPResolving", "true");
    }
}
