package io.portmaster.cli;

import io.portmaster.cli.shell.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The part of {@code src/docs/cli.md} that is made from the commands themselves. */
final class CommandDocument {
    static final String BEGIN = "<!-- made from the commands by CommandDocumentTest -->";

    private final CommandSpec program;
    private final Set<String> global;
    private final List<String> lines = new ArrayList<>();

    private CommandDocument(CommandLine commandLine) {
        program = commandLine.getCommandSpec();
        global = program.options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
    }

    /** Markdown, from the line {@link #BEGIN} to the end of the page. */
    static String of(CommandLine commandLine) {
        CommandDocument document = new CommandDocument(commandLine);
        document.write();
        return String.join("\n", document.lines) + "\n";
    }

    private void write() {
        lines.addAll(List.of(BEGIN, "", "## Exit status", "", "| status | means |", "|---|---|"));
        for (ExitCode code : ExitCode.values()) {
            lines.add("| " + code.status() + " | " + code.meaning() + " |");
        }
        lines.addAll(List.of("", "## Options of all commands that ask a node", ""));
        table(program.options().stream()
                .filter(option -> !Synopsis.isUsual(option))
                .toList());
        program.subcommands().values().forEach(command -> group(command.getCommandSpec()));
    }

    private void group(CommandSpec command) {
        heading(2, command);
        if (command.subcommands().isEmpty()) {
            command(command);
        }
        command.subcommands().values().forEach(each -> {
            heading(3, each.getCommandSpec());
            command(each.getCommandSpec());
        });
    }

    private void heading(int level, CommandSpec command) {
        lines.add("");
        lines.add("#".repeat(level) + " `" + command.qualifiedName() + "`");
        lines.add("");
        for (String line : command.usageMessage().description()) {
            lines.add(escaped(line));
        }
    }

    private void command(CommandSpec command) {
        lines.addAll(List.of("", "```", Synopsis.of(command), "```"));
        List<ArgSpec> arguments = new ArrayList<>(command.positionalParameters());
        boolean asksANode = command.findOption("--context") != null;
        command.options().stream()
                .filter(option -> !Synopsis.isUsual(option))
                .filter(option -> !asksANode || !global.contains(option.longestName()))
                .forEach(arguments::add);
        if (!arguments.isEmpty()) {
            lines.add("");
            table(arguments);
        }
        if (!command.usageMessage().exitCodeList().isEmpty()) {
            lines.addAll(List.of("", "| status | means here |", "|---|---|"));
            command.usageMessage()
                    .exitCodeList()
                    .forEach((code, meaning) -> lines.add("| " + code + " | " + meaning + " |"));
        }
    }

    private void table(List<? extends ArgSpec> arguments) {
        lines.addAll(List.of("| argument | meaning |", "|---|---|"));
        arguments.forEach(argument ->
                lines.add("| " + term(argument) + " | " + escaped(String.join(" ", argument.description())) + " |"));
    }

    private static String term(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            String names = String.join(", ", option.names());
            return "`" + names + (option.arity().max() > 0 ? " " + label(option).replace("|", "\\|") : "") + "`";
        }
        return "`" + argument.paramLabel().replace("|", "\\|") + "`";
    }

    /** The label as {@code --help} has it. */
    private static String label(OptionSpec option) {
        String label = option.paramLabel();
        boolean isList = !option.splitRegex().isEmpty() && !option.hideParamSyntax();
        return isList ? label + "[" + option.splitRegex() + label + "...]" : label;
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("$", "\\$").replace("<", "\\<").replace("*", "\\*");
    }
}
