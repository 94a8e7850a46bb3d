package io.portmaster.cli.exec;

import io.portmaster.cli.client.Failures;
import io.portmaster.cli.client.Nodes;
import io.portmaster.cli.client.SecondsConverter;
import io.portmaster.cli.config.GlobalOptions;
import io.portmaster.cli.config.Settings;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.Version;
import io.portmaster.client.ProblemException;
import io.portmaster.exec.Exec;
import io.portmaster.exec.ExecException;
import io.portmaster.exec.ExecOptions;
import io.portmaster.exec.FailureLine;
import io.portmaster.exec.OnLost;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code portmaster exec}: runs a command on ports of its own. */
@Command(
        name = "exec",
        description = {
            "Runs a command on a port of its own, and gives the port back when the command ends.",
            "The command finds its port in the variable PORT, and wherever {} stands in its arguments. Exec tries first whether"
                    + " this host can use the port, keeps it while the command runs, and passes signals and the exit status on.",
            "An instance that starts again has its name and port back."
        },
        customSynopsis = "portmaster exec [OPTIONS] SERVICE INSTANCE -- COMMAND [ARGUMENT...]",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "N:the command's own; 128 and the number of the signal that ended it, or exec before",
            "126:the system can't run the command",
            "127:there is no such command",
            "1-10:the command was not started; portmaster --help has the reasons"
        })
public final class ExecCommand implements Callable<Integer> {
    private static final int MOST_PORTS = 24;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final Shell shell;
    private final Map<String, String> variables;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service that has the ports.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "INSTANCE", description = "The name that gets a port.")
    private String instance = "";

    @Parameters(index = "2..*", paramLabel = "COMMAND", description = "The command and its arguments, behind --.")
    private List<String> command = List.of();

    @Option(
            names = "--ports",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Several ports, such as http,admin: they belong to INSTANCE.http and INSTANCE.admin. The command finds them in"
                        + " PORT_HTTP and PORT_ADMIN, and wherever {http} and {admin} stand."
            })
    private List<String> ports = List.of();

    @Option(names = "--consecutive", description = "The ports have to be neighbours, in the order of --ports.")
    private boolean consecutive;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "A label of the ports and the lease. May be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = Ttl.class,
            description = {
                "How long the ports stay allocated without a sign of life. A third of it is the time between two signs."
                        + " Default: ${DEFAULT-VALUE}"
            })
    private Duration ttl = Duration.ZERO;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            converter = Linger.class,
            description = "How long nobody else gets the ports after that. Default: the node's, 30s")
    private @Nullable Duration linger;

    @Option(
            names = "--on-lost",
            paramLabel = "WHAT",
            defaultValue = "term",
            description = {
                "What the command gets before the ports are lost because no node can be reached: ${COMPLETION-CANDIDATES}."
                        + " Default: ${DEFAULT-VALUE}"
            })
    private OnLost onLost = OnLost.TERM;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Grace.class,
            description = "From SIGTERM to SIGKILL, after --on-lost term. Default: ${DEFAULT-VALUE}")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Wait.class,
            description = "How long to go on asking for a port while no node answers. Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    @Spec
    private CommandSpec spec;

    /**
     * Makes the command.
     *
     * @param variables of the environment, of which the command gets its own
     */
    public ExecCommand(Shell shell, Map<String, String> variables) {
        this.shell = shell;
        this.variables = variables;
    }

    @Override
    public Integer call() throws Exception {
        ExecOptions options = options();
        Settings settings = Settings.of(global, GlobalOptions.before(spec), shell.environment());
        Exec exec = new Exec(
                options, settings.url(), timeouts -> Nodes.client(settings, timeouts), variables, shell::complain);
        try {
            return exec.run();
        } catch (ExecException e) {
            shell.complain(String.valueOf(e.getMessage()));
            return switch (e.reason()) {
                case NOT_EXECUTABLE -> NOT_EXECUTABLE;
                case NOT_FOUND -> NOT_FOUND;
                case IN_USE -> ExitCode.CONFLICT.status();
            };
        } catch (ProblemException e) {
            throw Failures.of(e);
        } catch (IllegalStateException e) {
            throw new CommandException(ExitCode.FAILED, FailureLine.of(e), e);
        } catch (IOException e) {
            throw Failures.ofChange(e, settings);
        }
    }

    private ExecOptions options() {
        // The words are counted, and taken as bytes later: as text they may have lost some.
        List<String> all = spec.commandLine().getParseResult().originalArgs();
        int words = all.size() - all.indexOf("--") - 1;
        if (!all.contains("--") || words == 0 || command.isEmpty()) {
            throw usage("give the command behind --, such as: portmaster exec django web-01 -- ./server --port {}");
        }
        ExecOptions options = new ExecOptions(
                service, instance, ports, consecutive, labels, ttl, linger, grace, onLost, timeout, words);
        if (ports.size() > MOST_PORTS) {
            throw usage("--ports takes at most " + MOST_PORTS + " names");
        }
        if (consecutive && ports.isEmpty()) {
            throw usage("--consecutive needs --ports");
        }
        String twice = options.variableUsedTwice();
        if (twice != null) {
            throw usage("two of --ports would be told in " + twice);
        }
        return options;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reads a time as {@link SecondsConverter} does, within bounds. */
    private abstract static class Time implements ITypeConverter<Duration> {
        private final long least;
        private final long most;

        Time(long least, long most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Duration convert(String text) {
            OptionalLong seconds = SecondsConverter.seconds(text);
            if (seconds.isPresent() && seconds.getAsLong() >= least && seconds.getAsLong() <= most) {
                return Duration.ofSeconds(seconds.getAsLong());
            }
            throw new TypeConversionException(
                    "\"" + text + "\" is no time from " + least + " to " + most + " seconds, such as 90s or 30m");
        }
    }

    private static final class Ttl extends Time {
        Ttl() {
            super(5, 86_400);
        }
    }

    private static final class Linger extends Time {
        Linger() {
            super(5, 604_800);
        }
    }

    private static final class Grace extends Time {
        Grace() {
            super(0, 86_400);
        }
    }

    private static final class Wait extends Time {
        Wait() {
            super(0, 86_400);
        }
    }
}
