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

    /** The entry still stands: nobody has written or deleted its key since. */
    record Unchanged(Entry<?> entry) implements Guard {
        @Override
        public Key key() {
            return entry.key();
        }
    }

    /** Nothing stands under the key. */
    record Absent(Key key) implements Guard {}

    /** Nothing stands under any key of the range. */
    record RangeUnused(KeyRange range) implements Guard {}

    /** What stands in the range was written at this revision or before. */
    record RangeUnchangedSince(KeyRange range, long revision) implements Guard {}
}
