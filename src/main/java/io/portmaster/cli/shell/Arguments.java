package io.portmaster.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The words that this process was started with. */
public final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /** What Java puts where it can't read a character. */
    private static final char LOST = '\uFFFD';

    private Arguments() {}

    /**
     * Reads the words in UTF-8. Java reads them in the locale's encoding, and in the locale C it loses whatever isn't ASCII.
     *
     * @param arguments as Java has read them; they stay if it has lost nothing, or if the system can't tell more than Java
     */
    public static String[] inUtf8(String[] arguments) {
        if (Arrays.stream(arguments).noneMatch(word -> word.indexOf(LOST) >= 0)) {
            return arguments;
        }
        try {
            return last(arguments, Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return arguments;
        }
    }

    /** @param commandLine words with a zero behind each: those of the JVM, and then the arguments */
    static String[] last(String[] arguments, byte[] commandLine) {
        String[] words = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
        // Behind the last zero there is nothing.
        int end = words.length - 1;
        return end < arguments.length ? arguments : Arrays.copyOfRange(words, end - arguments.length, end);
    }
}
