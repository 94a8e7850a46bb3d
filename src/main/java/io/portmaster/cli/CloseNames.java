package io.portmaster.cli;

import java.util.Collection;
import java.util.List;

/** Finds the names that somebody may have meant. */
final class CloseNames {
    private CloseNames() {}

    /** The names that begin like this one, or differ from it by one letter: one more, one less, another one, or two swapped. */
    static List<String> of(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> (typed.length() > 1 && name.startsWith(typed)) || isOneApart(typed, name))
                .toList();
    }

    private static boolean isOneApart(String one, String other) {
        if (Math.abs(one.length() - other.length()) > 1) {
            return false;
        }
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        String restOfOne = one.substring(same);
        String restOfOther = other.substring(same);
        return tail(restOfOne, 1).equals(tail(restOfOther, 1))
                || tail(restOfOne, 1).equals(restOfOther)
                || restOfOne.equals(tail(restOfOther, 1))
                || areSwapped(restOfOne, restOfOther);
    }

    private static String tail(String text, int from) {
        return text.substring(Math.min(from, text.length()));
    }

    private static boolean areSwapped(String one, String other) {
        return one.length() > 1
                && one.length() == other.length()
                && one.charAt(0) == other.charAt(1)
                && one.charAt(1) == other.charAt(0)
                && one.substring(2).equals(other.substring(2));
    }
}
