package io.portmaster.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a command is typed, in one line. */
final class Synopsis {
    private Synopsis() {}

    /** Such as {@code portmaster ports find [OPTIONS] PORT|NAME|SERVICE/NAME...}. */
    static String of(CommandSpec command) {
        String[] own = command.usageMessage().customSynopsis();
        if (own.length > 0) {
            return own[0];
        }
        StringBuilder synopsis = new StringBuilder(command.qualifiedName());
        if (!command.options().stream().allMatch(Synopsis::isUsual)) {
            synopsis.append(" [OPTIONS]");
        }
        command.positionalParameters().forEach(parameter -> {
            boolean repeats = parameter.arity().max() > 1
                    || parameter.index().max() > parameter.index().min();
            String shown = repeats ? parameter.paramLabel() + "..." : parameter.paramLabel();
            synopsis.append(' ').append(parameter.arity().min() == 0 ? "[" + shown + "]" : shown);
        });
        return synopsis.toString();
    }

    /** Whether all commands have it, and nobody has to be told. */
    static boolean isUsual(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }
}
