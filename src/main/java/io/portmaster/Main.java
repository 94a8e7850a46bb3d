package io.portmaster;

import io.portmaster.check.Report;
import io.portmaster.cli.PortmasterCommand;
import io.portmaster.logging.LogOutput;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /**
     * Exits with 1 when the node could not start, with 2 when an option can't be understood; a node that serves ends by a
     * signal, and so with what the JVM makes of that: 143 after SIGTERM. Other commands say themselves what they exit with.
     */
    public static void main(String[] arguments) {
        keepVertxOffTheDisk();
        // gRPC logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        int exitCode = PortmasterCommand.with(Main::serve, Main::check).execute(arguments);
        // A node that serves keeps the process alive by its event loops, until a signal ends it.
        if (exitCode != 0) {
            LogOutput.flush();
            System.exit(exitCode);
        }
    }

    /**
     * Vert.x would make a folder for a cache of files, and no node could start where it can't. Nothing needs that cache. By
     * properties, so that they reach the instance that jetcd makes for itself, too.
     */
    private static void keepVertxOffTheDisk() {
        System.setProperty("vertx.disableFileCaching", "true");
        System.setProperty("vertx.disableFileCPResolving", "true");
    }

    private static void serve(String listen, String etcd, String prefix, String offerTtl) {
        UnsafeWarning.silence();
        Node node = Node.start(Config.parse(listen, etcd, prefix, offerTtl));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "drain"));
    }

    private static void stop(Node node) {
        node.stop();
        LogOutput.flush();
    }

    private static Report check(String etcd, String prefix) {
        UnsafeWarning.silence();
        // Before anything logs: standard output is for the report.
        System.setProperty("logback.configurationFile", "logback-command.xml");
        return Audit.run(Config.parseEndpoints(etcd), Config.parsePrefix(prefix));
    }
}
