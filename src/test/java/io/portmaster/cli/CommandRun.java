package io.portmaster.cli;

import io.portmaster.ServeOptions;
import io.portmaster.check.LeaseCounts;
import io.portmaster.check.Report;
import io.portmaster.cli.server.CheckCommand;
import io.portmaster.cli.server.InitCommand;
import io.portmaster.cli.server.LogLevel;
import io.portmaster.cli.server.ServeCommand;
import io.portmaster.cli.server.ServerActions;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.Screen;
import io.portmaster.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the command line with actions that record their calls, and keeps its output. */
public final class CommandRun {
    public static final UUID MADE = UUID.fromString("0b7f1c8e-5d0f-4d43-9d6c-3f2b8a1e7c55");

    public final List<ServeOptions> served = new ArrayList<>();
    public final List<Store> checked = new ArrayList<>();
    public final List<Store> initialized = new ArrayList<>();
    public final List<LogLevel> levels = new ArrayList<>();
    private StringWriter errors = new StringWriter();
    private StringWriter output = new StringWriter();
    private final Map<String, String> variables = new HashMap<>();

    public ServeCommand.Starter starter = served::add;

    public CheckCommand.Checker checker = (etcd, prefix, installation) -> {
        checked.add(new Store(etcd, prefix, installation));
        return new Report(42, "any", 0, List.of(), LeaseCounts.NONE, 0, List.of(), List.of());
    };

    public InitCommand.Initializer initializer = (etcd, prefix) -> {
        initialized.add(new Store(etcd, prefix, null));
        return MADE;
    };

    /** What somebody types. */
    public String input = "";

    /** Where that is read from; null for {@link #input}. */
    public @Nullable BufferedReader reader;

    public Screen screen = Screen.NONE;
    public Clock clock = Clock.systemUTC();

    public CommandRun() {
        this(Map.of());
    }

    public CommandRun(Map<String, String> variables) {
        // The config file of whoever runs the tests is no part of them.
        this.variables.put("HOME", "/nonexistent");
        this.variables.putAll(variables);
    }

    public CommandRun with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** The command line with all commands. */
    public CommandLine commandLine() {
        return Program.with(shell(), actions());
    }

    private ServerActions actions() {
        return new ServerActions(
                levels::add,
                options -> starter.start(options),
                (etcd, prefix, installation) -> checker.check(etcd, prefix, installation),
                (etcd, prefix) -> initializer.init(etcd, prefix));
    }

    private Shell shell() {
        return new Shell(
                new Environment(variables),
                reader == null ? new BufferedReader(new StringReader(input)) : reader,
                new PrintWriter(output, true),
                new PrintWriter(errors, true),
                screen,
                clock);
    }

    /** @return the exit status */
    public int run(String... arguments) {
        return Program.with(shell(), actions(), List.of(arguments)).execute(arguments);
    }

    /** Shows errors between the output, as a terminal does. */
    public CommandRun onOneStream() {
        errors = output;
        return this;
    }

    /** Forgets all output so far. */
    public CommandRun again() {
        errors = new StringWriter();
        output = new StringWriter();
        return this;
    }

    public String errors() {
        return errors.toString();
    }

    /** The only line of output, without its line end. A carriage return inside is kept. */
    public String errorLine() {
        String end = System.lineSeparator();
        String text = errors.toString();
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    public String output() {
        return output.toString();
    }

    /** The store that a command was told to use. */
    public record Store(
            List<URI> etcd, String prefix, @Nullable UUID installation) {}
}
