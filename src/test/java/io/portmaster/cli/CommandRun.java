package io.portmaster.cli;

import io.portmaster.ServeOptions;
import io.portmaster.check.LeaseCounts;
import io.portmaster.check.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the command line with actions that record their calls, and keeps its output. */
final class CommandRun {
    static final UUID MADE = UUID.fromString("0b7f1c8e-5d0f-4d43-9d6c-3f2b8a1e7c55");

    final List<ServeOptions> served = new ArrayList<>();
    final List<Store> checked = new ArrayList<>();
    final List<Store> initialized = new ArrayList<>();
    final List<LogLevel> levels = new ArrayList<>();
    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();
    private final Map<String, String> variables;

    ServeCommand.Starter starter = served::add;

    CheckCommand.Checker checker = (etcd, prefix, installation) -> {
        checked.add(new Store(etcd, prefix, installation));
        return new Report(42, "any", 0, List.of(), LeaseCounts.NONE, 0, List.of(), List.of());
    };

    InitCommand.Initializer initializer = (etcd, prefix) -> {
        initialized.add(new Store(etcd, prefix, null));
        return MADE;
    };

    CommandRun() {
        this(Map.of());
    }

    CommandRun(Map<String, String> variables) {
        this.variables = variables;
    }

    CommandLine commandLine() {
        Actions actions = new Actions(
                levels::add,
                options -> starter.start(options),
                (etcd, prefix, installation) -> checker.check(etcd, prefix, installation),
                (etcd, prefix) -> initializer.init(etcd, prefix));
        return PortmasterCommand.with(variables, actions)
                .setErr(new PrintWriter(errors, true))
                .setOut(new PrintWriter(output, true));
    }

    /** @return the exit status */
    int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    String errors() {
        return errors.toString();
    }

    /** The only line of output, without its line end. A carriage return inside is kept. */
    String errorLine() {
        String end = System.lineSeparator();
        String text = errors.toString();
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    String output() {
        return output.toString();
    }

    /** The store that a command was told to use. */
    record Store(List<URI> etcd, String prefix, @Nullable UUID installation) {}
}
