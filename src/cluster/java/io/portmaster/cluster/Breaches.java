package io.portmaster.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found against the invariants of the keys, in words. */
final class Breaches {
    private final List<String> words = new ArrayList<>();

    /** Builds the words only for a breach: this is called millions of times. */
    void expect(boolean holds, String violation, Object what, @Nullable Object other) {
        if (!holds) {
            words.add(violation + ": " + what + (other == null ? "" : ", " + other));
        }
    }

    List<String> words() {
        return words;
    }
}
