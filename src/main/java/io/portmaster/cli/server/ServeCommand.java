package io.portmaster.cli.server;

import io.portmaster.ListenAddress;
import io.portmaster.ServeOptions;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.Version;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portmaster serve}: runs a node until a signal ends it. */
@Command(
        name = "serve",
        description = "Runs a node until SIGTERM, SIGINT or SIGHUP.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  Each option can be set by the variable that is named with it; the command line wins.",
            "  An empty variable counts as unset.",
            "  PORTMASTER_LOG_LEVEL  OFF, ERROR, WARN, INFO, DEBUG or TRACE. Default: INFO",
            "",
            "DURATION is a number with s, m, h or d, such as 90s, 30m or 2h."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:ended by a signal, and everything that was begun was answered",
            "1:the node can't serve: one line says why",
            "2:an option can't be understood",
            "129, 130, 143:ended by SIGHUP, SIGINT, SIGTERM, and some requests were cut off after 5 s"
        })
public final class ServeCommand implements Callable<Integer> {
    private final Environment environment;
    private final LogSetup logs;
    private final Starter starter;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            converter = ListenAddressConverter.class,
            description = {"Where to serve HTTP. Port 0 is any free one.", "PORTMASTER_LISTEN. Default: 127.0.0.1:8080"
            })
    private ListenAddress listen;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(
            names = "--offer-ttl",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = DurationConverter.OfferTtl.class,
            description = {"How long an offer stands at least, 2s to 30d.", "PORTMASTER_OFFER_TTL. Default: 30m"})
    private Duration offerTtl;

    @Option(
            names = "--drain-notice",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationConverter.DrainNotice.class,
            description = {
                "After a signal: for how long /readyz says 503 while the node still takes connections, 0s to 1h.",
                "PORTMASTER_DRAIN_NOTICE. Default: 2s"
            })
    private Duration drainNotice;

    @Mixin
    private final InstallationOption installation = new InstallationOption();

    @Spec
    private CommandSpec spec;

    ServeCommand(Environment environment, LogSetup logs, Starter starter) {
        this.environment = environment;
        this.logs = logs;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        logs.begin(LogLevel.INFO);
        warnOf(environment.unknown(knownVariables()));
        starter.start(new ServeOptions(
                listen, store.etcd(), store.prefix(), offerTtl, drainNotice, installation.installation()));
        return CommandLine.ExitCode.OK;
    }

    /** Those of nodes and those of the commands that ask nodes: one environment may serve both. */
    private Set<String> knownVariables() {
        Set<String> known = new HashSet<>(Environment.variablesOf(spec));
        known.addAll(Environment.variablesOf(spec.root()));
        known.add(LogLevel.VARIABLE);
        return known;
    }

    private static void warnOf(List<String> variables) {
        if (!variables.isEmpty()) {
            // The logger is made only now, since the first one reads the level.
            LoggerFactory.getLogger(ServeCommand.class)
                    .warn("these environment variables are no options and change nothing: {}", variables);
        }
    }

    /** Starts a node. */
    public interface Starter {
        /**
         * Returns when the node serves.
         *
         * @throws IllegalStateException when the node can't start, with a line that says why
         */
        void start(ServeOptions options);
    }
}
