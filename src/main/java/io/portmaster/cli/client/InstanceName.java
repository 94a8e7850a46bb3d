package io.portmaster.cli.client;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import java.util.ArrayList;
import java.util.List;

/**
 * An instance or a port as an argument names it.
 *
 * @param name of the instance, or a port number
 */
public record InstanceName(String service, String name) {
    private static final char SEPARATOR = '/';

    public boolean isNumber() {
        return isNumber(name);
    }

    /** A name is never all digits. */
    public static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    /**
     * Reads {@code SERVICE NAME...}, or {@code SERVICE/NAME...} as {@code --output name} prints it.
     *
     * @throws CommandException if the words are neither
     */
    public static List<InstanceName> of(List<String> words) {
        List<InstanceName> names = new ArrayList<>();
        if (!words.isEmpty() && words.get(0).indexOf(SEPARATOR) < 0) {
            if (words.size() == 1) {
                throw new CommandException(
                        ExitCode.USAGE, "give a service and names, such as 'django web-01' or django/web-01");
            }
            words.subList(1, words.size()).forEach(name -> names.add(inService(words.get(0), name)));
        } else {
            words.forEach(word -> names.add(of(word)));
        }
        return names;
    }

    private static InstanceName inService(String service, String name) {
        if (name.indexOf(SEPARATOR) >= 0) {
            throw new CommandException(
                    ExitCode.USAGE, "'" + name + "' has a service, but '" + service + "' is one already");
        }
        return new InstanceName(service, name);
    }

    /** Reads {@code SERVICE/NAME}. */
    public static InstanceName of(String word) {
        int separator = word.indexOf(SEPARATOR);
        if (separator <= 0 || separator == word.length() - 1) {
            throw new CommandException(ExitCode.USAGE, "'" + word + "' is not SERVICE/NAME");
        }
        return new InstanceName(word.substring(0, separator), word.substring(separator + 1));
    }

    @Override
    public String toString() {
        return service + SEPARATOR + name;
    }
}
