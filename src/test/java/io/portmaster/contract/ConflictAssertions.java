package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the keys that a conflict shows. */
final class ConflictAssertions {
    private ConflictAssertions() {}

    /** @param expected entries, or keys that have no record */
    static void assertShows(Conflict conflict, Object... expected) {
        List<Object> shown = new ArrayList<>();
        for (KeyState state : conflict.seen()) {
            Entry<?> entry = state.entry();
            shown.add(entry == null ? state.key() : entry);
            assertThat(state.revision()).isGreaterThanOrEqualTo(entry == null ? 1 : entry.modRevision());
        }
        assertThat(shown).containsExactlyInAnyOrder(expected);
    }

    /** The key without a record, as {@link #assertShows} wants it. */
    static Key absent(Key key) {
        return key;
    }

    /** The record that the conflict shows under a key. */
    static Entry<?> shown(Conflict conflict, Key key) {
        @Nullable
        Entry<?> entry = conflict.seen().stream()
                .filter(state -> state.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the conflict shows nothing of " + key))
                .entry();
        assertThat(entry).isNotNull();
        return entry;
    }
}
