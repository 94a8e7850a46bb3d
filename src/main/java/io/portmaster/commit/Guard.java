package io.portmaster.commit;

import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import org.jspecify.annotations.Nullable;

/** A condition of a {@link Mutation}, which a store compares in the transaction that carries out the mutation. */
public sealed interface Guard {
    /** The only key that the guard looks at; null if it looks at a range of keys. */
    default @Nullable Key key() {
        return null;
    }

    /** Holds if nobody has written or deleted the entry's key since. */
    record Unchanged(Entry<?> entry) implements Guard {
        @Override
        public Key key() {
            return entry.key();
        }
    }

    /** Holds if the key doesn't exist. */
    record Absent(Key key) implements Guard {}

    /** Holds if no key of the range exists. */
    record RangeUnused(KeyRange range) implements Guard {}

    /** Holds if each key of the range was last written at this revision or before. It doesn't see deletes. */
    record RangeUnchangedSince(KeyRange range, long revision) implements Guard {}
}
