package io.portmaster.domain;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the names of services or of instances. A name starts with a letter or digit. It is not all digits, since a
 * number in a path means a port. An instance may have every name that a service may have.
 */
public enum NameRule {
    /** 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}. */
    SERVICE(64, "._-"),

    /** 1 to 253 characters, as a host's full name has at most (RFC 1035, section 2.3.4); {@code :} and {@code @} besides. */
    INSTANCE(253, "._-:@");

    private final int maxLength;
    private final String punctuation;

    NameRule(int maxLength, String punctuation) {
        this.maxLength = maxLength;
        this.punctuation = punctuation;
    }

    public boolean allows(String text) {
        if (text.isEmpty() || text.length() > maxLength || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        boolean onlyDigits = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!allows(c)) {
                return false;
            }
            onlyDigits &= isDigit(c);
        }
        return !onlyDigits;
    }

    private boolean allows(int c) {
        return isAlphanumeric(c) || punctuation.indexOf(c) >= 0;
    }

    /** What is wrong with the text, to be read after its field's name: "must not be empty". Null if it is allowed. */
    public @Nullable String objection(String text) {
        if (allows(text)) {
            return null;
        }
        if (text.isEmpty()) {
            return "must not be empty";
        }
        OptionalInt odd = IntStream.range(0, text.length())
                .filter(i -> !allows(text.charAt(i)))
                .findFirst();
        if (odd.isPresent()) {
            return objectionToCharacter(text, odd.getAsInt());
        }
        if (!isAlphanumeric(text.charAt(0))) {
            return "must start with a letter or digit, not with " + shown(text.charAt(0));
        }
        return text.length() > maxLength
                ? "must have at most " + maxLength + " characters, not " + text.length()
                : "must not be digits only: a number in a path means a port";
    }

    private String objectionToCharacter(String text, int index) {
        int c = text.codePointAt(index);
        String others = INSTANCE.allows(c) ? "; only names of instances may contain it" : "";
        return "must not contain " + shown(c) + " (character " + (index + 1) + ")" + others;
    }

    /** The character as an error message shows it, in ASCII. */
    private static String shown(int c) {
        return c > ' ' && c <= '~' ? "'" + (char) c + "'" : c == ' ' ? "a space" : String.format("U+%04X", c);
    }

    private static boolean isAlphanumeric(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
