package io.portmaster.cli.shell;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes text from outside safe for a line on a terminal. */
public final class Terminal {
    /** Characters that move the cursor, end a line, reverse text, or are invisible. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** A user and a password in a URL. They end at the last {@code @} before a blank. */
    private static final Pattern USER_INFO = Pattern.compile("://[^\\s\"']*@");

    private Terminal() {}

    /** One line: characters that can't be printed are spelled as in Java, and passwords in URLs are left out. */
    public static String line(String text) {
        return escaped(USER_INFO.matcher(text).replaceAll("://...@"));
    }

    /** The text with characters that can't be printed spelled as in Java and JSON. */
    public static String escaped(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(Terminal::spelled);
    }

    private static String spelled(MatchResult match) {
        return match.group()
                .chars()
                .mapToObj(unit -> String.format("\\\\u%04x", unit))
                .collect(Collectors.joining());
    }
}
