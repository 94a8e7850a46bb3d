package io.portmaster.cli;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text from outside, fit for a line on a terminal. */
final class Terminal {
    /** What moves the cursor, ends a line, turns text around, or shows nothing. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** A user and password in a URL: they end at the last {@code @} before a blank. */
    private static final Pattern USER_INFO = Pattern.compile("://[^\\s\"']*@");

    private Terminal() {}

    /** One line: characters that can't be printed are spelled as in Java, and passwords in URLs are left out. */
    static String line(String text) {
        String open = USER_INFO.matcher(text).replaceAll("://...@");
        return UNPRINTABLE.matcher(open).replaceAll(Terminal::escaped);
    }

    private static String escaped(MatchResult match) {
        return String.format("\\\\u%04x", match.group().codePointAt(0));
    }
}
