package io.portmaster.domain;

/**
 * The name of a service or of a service instance: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, the first a letter or
 * digit, and not digits alone, since a number in a path means a port.
 */
public record Name(String value) implements Comparable<Name> {
    public static final int MAX_LENGTH = 64;
    public static final String RULE = "must be 1 to 64 characters of A-Z a-z 0-9 . _ -, "
            + "starting with a letter or digit, and not only digits";

    /** @throws IllegalArgumentException with {@link #RULE} for anything else */
    public Name {
        if (!isValid(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        boolean onlyDigits = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
            onlyDigits &= isDigit(c);
        }
        return !onlyDigits;
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public int compareTo(Name other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
