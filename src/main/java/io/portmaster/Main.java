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

/** The entry point of the program. */
public final class Main {
    private Main() {}

    /**
     * Exits with 1 if the node could not start, and with 2 if an option can't be understood. A node that serves ends by a
     * signal: {@link SignalExit} has the exit status. The other commands, in {@code cli}, have exit statuses of their own.
     */
    public static void main(String[] arguments) {
        SignalExit exit = new SignalExit();
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            // The handlers come first: a signal ends a node that is starting with 0. A signal kills the other commands.
            exit.install();
        }
        // The addresses behind a name may change at any time. By default the JDK keeps them for 30 s.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        keepVertxOffTheDisk();
        // gRPC logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Actions actions = new Actions(Main::logAt, options -> serve(options, exit), Main::check, Main::init);
        int exitCode = PortmasterCommand.with(System.getenv(), actions).execute(arguments);
        // The event loops of a node that serves keep the process alive, until a signal ends it.
        if (exitCode != 0) {
            LogOutput.flush();
            System.exit(exitCode);
        }
    }

    /**
     * Keeps Vert.x from making a folder for a cache of files, which nothing here needs: without this, no node could start on a
     * read-only disk. System properties also reach the instance of Vert.x that jetcd makes for itself.
     */
    private static void keepVertxOffTheDisk() {
        System.setProperty("vertx.disableFileCaching", "true");
        System.setProperty("vertx.disableFileCPResolving", "true");
    }

    /**
     * Sets the system property that Logback's configuration reads. It comes before the environment variable of the same name.
     */
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

    /** Lets log lines go to standard error: standard output is for the result. Called before anything logs. */
    private static void logAsACommand() {
        UnsafeWarning.silence();
        System.setProperty("logback.configurationFile", "logback-command.xml");
    }
}
