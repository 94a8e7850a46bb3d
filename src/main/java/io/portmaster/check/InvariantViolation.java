package io.portmaster.check;

import io.portmaster.record.StoredKey;
import java.util.List;

/**
 * An invariant that doesn't hold.
 *
 * @param keys that break it, as the store spells them, the one to look at first at the front. They may hold any characters, also
 *     line ends
 * @param what is wrong, in words that follow the keys
 */
public record InvariantViolation(List<String> keys, String what) {
    static InvariantViolation of(String what, StoredKey... found) {
        return new InvariantViolation(
                List.of(found).stream().map(StoredKey::spelling).toList(), what);
    }

    @Override
    public String toString() {
        return String.join(", ", keys) + ": " + what;
    }
}
