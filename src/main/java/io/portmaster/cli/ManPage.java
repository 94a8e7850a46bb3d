package io.portmaster.cli;

import io.portmaster.cli.shell.ExitCode;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the commands as a manual page, in the macros of man(7). */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandSpec program) {
        ManPage man = new ManPage();
        man.write(program);
        return man.page.toString();
    }

    private void write(CommandSpec program) {
        line(".TH PORTMASTER 1 \"\" \"" + escaped(program.version()[0]) + "\" \"User Commands\"");
        // Words that people copy are not hyphenated, and lines not filled up.
        line(".nh");
        line(".ad l");
        line(".SH NAME");
        line("portmaster \\- hands out network ports");
        line(".SH SYNOPSIS");
        line(".B portmaster");
        line("[OPTIONS] COMMAND [ARGUMENT]...");
        line(".SH DESCRIPTION");
        text(program.usageMessage().description());
        line(".SH OPTIONS");
        line("Of all commands that ask a node. They stand before the command or behind it.");
        program.options().forEach(this::option);
        line(".SH COMMANDS");
        Set<String> global =
                program.options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
        program.subcommands().values().forEach(command -> commands(command.getCommandSpec(), global));
        line(".SH EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            line(".TP");
            line(".B " + code.status());
            line(escaped(code.meaning()));
        }
        line(".SH FILES");
        entry(
                "~/.config/portmaster/config",
                "Contexts: see portmaster help config. $XDG_CONFIG_HOME comes before ~/.config.");
    }

    private void commands(CommandSpec command, Set<String> known) {
        if (command.subcommands().isEmpty()) {
            command(command, known);
        }
        command.subcommands().values().forEach(each -> commands(each.getCommandSpec(), known));
    }

    private void command(CommandSpec command, Set<String> known) {
        line(".SS " + escaped(Synopsis.of(command)));
        text(command.usageMessage().description());
        command.positionalParameters().forEach(this::parameter);
        boolean asksANode = command.findOption("--context") != null;
        command.options().stream()
                .filter(option -> !Synopsis.isUsual(option))
                .filter(option -> !asksANode || !known.contains(option.longestName()))
                .forEach(this::option);
        if (!command.usageMessage().exitCodeList().isEmpty()) {
            line(".PP");
            line("Exit status:");
            command.usageMessage().exitCodeList().forEach((code, meaning) -> entry(code, meaning));
        }
    }

    private void parameter(PositionalParamSpec parameter) {
        entry(parameter.paramLabel(), parameter);
    }

    private void option(OptionSpec option) {
        String names = String.join(", ", option.names());
        entry(option.arity().max() > 0 ? names + " " + option.paramLabel() : names, option);
    }

    private void entry(String term, ArgSpec argument) {
        entry(term, String.join(" ", argument.description()));
    }

    private void entry(String term, String meaning) {
        line(".TP");
        line(".B " + escaped(term));
        line(escaped(meaning));
    }

    private void text(String[] lines) {
        for (String each : lines) {
            line(escaped(each));
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    /** Keeps roff from taking a text for its own. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
