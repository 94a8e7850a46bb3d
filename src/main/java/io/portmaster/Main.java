package io.portmaster;

import io.portmaster.check.Report;
import io.portmaster.cli.Actions;
import io.portmaster.cli.LogLevel;
import io.portmaster.cli.PortmasterCommand;
import io.portmaster.logging.LogOutput;
import java.net.URI;
import java.security.Security;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /**
     * Exits with 1 when the node could not start, with 2 when an option can't be understood. A node that serves ends by a signal:
     * {@link SignalExit} says with what. Other commands say themselves what they exit with.
     */
    public static void main(String[] arguments) {
        SignalExit exit = new SignalExit();
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            // Before all that takes time: a signal ends a node with 0 while it starts. Other commands are
            // killed by a signal.
            exit.install();
        }
        // A name may stand for other addresses from one moment to the next; the JDK would keep them for 30 s.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        keepVertxOffTheDisk();
        // gRPC logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Actions actions = new Actions(Main::logAt, options -> serve(options, exit), Main::check, Main::init);
        int exitCode = PortmasterCommand.with(System.getenv(), actions).execute(arguments);
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

    /** Logback's configuration reads a system property of that name before the environment variable, as it was written. */
    private static void logAt(LogLevel level) {
        System.setProperty(LogLevel.VARIABLE, level.name());
    }

    private static void serve(ServeOptions options, SignalExit exit) {
        UnsafeWarning.silence();
        Node node = new Node(options);
        exit.drainFirst(node::stop);
        node.start();
    }

    private static Report check(List<URI> etcd, String prefix, @Nullable UUID installation) {
        logAsACommand();
        return CheckRun.run(etcd, prefix, installation);
    }

    private static UUID init(List<URI> etcd, String prefix) {
        logAsACommand();
        return FirstInstallation.make(etcd, prefix);
    }

    /** Before anything logs: standard output is for the result. */
    private static void logAsACommand() {
        UnsafeWarning.silence();
        System.setProperty("logback.configurationFile", "logback-command.xml");
    }
}
