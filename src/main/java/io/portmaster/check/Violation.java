package io.portmaster.check;

import io.portmaster.record.StoredKey;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An invariant that doesn't hold. It prints as one line.
 *
 * @param keys that break it, as the store spells them, the one to look at first at the front
 * @param what is wrong, in words that follow the keys
 */
public record Violation(List<String> keys, String what) {
    /** Line ends, terminals' escapes and the like: anybody may have put them into a key or a value. */
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

    static Violation of(String what, StoredKey... found) {
        return new Violation(List.of(found).stream().map(StoredKey::spelling).toList(), what);
    }

    @Override
    public String toString() {
        return UNPRINTABLE.matcher(String.join(", ", keys) + ": " + what).replaceAll(Violation::escaped);
    }

    private static String escaped(MatchResult match) {
        return String.format("\\\\u%04x", match.group().codePointAt(0));
    }
}
