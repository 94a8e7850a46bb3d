package io.portmaster.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING;

import io.portmaster.cli.shell.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lays out what {@code --help} prints: the commands first, and of a command its own options before those of all. */
final class HelpPages {
    private static final int WIDTH = 100;

    private static final List<String> SECTIONS = List.of(
            SECTION_KEY_SYNOPSIS_HEADING,
            SECTION_KEY_SYNOPSIS,
            SECTION_KEY_DESCRIPTION,
            SECTION_KEY_COMMAND_LIST_HEADING,
            SECTION_KEY_COMMAND_LIST,
            SECTION_KEY_OPTION_LIST,
            SECTION_KEY_EXIT_CODE_LIST_HEADING,
            SECTION_KEY_EXIT_CODE_LIST,
            SECTION_KEY_FOOTER_HEADING,
            SECTION_KEY_FOOTER);

    private HelpPages() {}

    static void layOut(CommandLine program) {
        program.setUsageHelpWidth(WIDTH)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setHelpSectionKeys(SECTIONS);
        program.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, HelpPages::arguments);
        program.setHelpSectionMap(program.getHelpSectionMap());
        program.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit status:%n")
                .exitCodeList(statuses());
        shorten(program);
    }

    private static Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            statuses.put(Integer.toString(code.status()), code.meaning());
        }
        return statuses;
    }

    private static void shorten(CommandLine command) {
        command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        command.getSubcommands().values().forEach(HelpPages::shorten);
    }

    private static String arguments(Help help) {
        CommandSpec command = help.commandSpec();
        boolean isProgram = command.parent() == null;
        List<OptionSpec> ofAll =
                isProgram || command.findOption("--context") == null ? List.of() : ofAll(command.root());
        List<String> namesOfAll = ofAll.stream().map(OptionSpec::longestName).toList();
        List<OptionSpec> own = command.options().stream()
                .filter(option -> !namesOfAll.contains(option.longestName()))
                .toList();
        Layout layout = help.createDefaultLayout(own, command.positionalParameters(), help.colorScheme());
        layout.addAllPositionalParameters(command.positionalParameters(), help.parameterLabelRenderer());
        layout.addAllOptions(own, help.parameterLabelRenderer());
        return (isProgram ? "%nOptions of all commands that ask a node:%n".formatted() : System.lineSeparator())
                + layout
                + (ofAll.isEmpty()
                        ? ""
                        : "%nOptions of all commands that ask a node, see portmaster --help:%n  %s%n"
                                .formatted(String.join(" ", namesOfAll)));
    }

    private static List<OptionSpec> ofAll(CommandSpec program) {
        return program.options().stream()
                .filter(option -> !Synopsis.isUsual(option))
                .toList();
    }
}
