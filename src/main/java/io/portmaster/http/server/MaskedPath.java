package io.portmaster.http.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request's path as errors and logs may show it: without secrets, of limited length, in plain ASCII. */
public final class MaskedPath {
    private static final int MAX_LENGTH = 512;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~]");
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private MaskedPath() {}

    /**
     * Masks the segment after {@code offers}, also in paths that no route has: a client that mistypes the rest has sent a secret
     * too. In paths of a service named {@code offers} it masks one segment too many.
     */
    public static String of(String path) {
        StringBuilder masked = new StringBuilder();
        boolean secretFollows = false;
        for (String segment : path.split("(?=/)", -1)) {
            String name = segment.startsWith("/") ? segment.substring(1) : segment;
            masked.append(secretFollows && !name.isEmpty() ? "/{secret}" : segment);
            secretFollows = isOffers(name) || (secretFollows && name.isEmpty());
        }
        String plain = UNPRINTABLE.matcher(masked).replaceAll("?");
        return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "...";
    }

    private static boolean isOffers(String segment) {
        String decoded = segment.indexOf('%') < 0
                ? segment
                : ENCODED.matcher(segment)
                        .replaceAll(code -> Matcher.quoteReplacement(String.valueOf(
                                (char) Integer.parseInt(code.group().substring(1), 16))));
        return decoded.toLowerCase(Locale.ROOT).equals("offers");
    }
}
