package io.portmaster.commit;

import io.portmaster.domain.Lease;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import io.portmaster.record.Value;
import org.jspecify.annotations.Nullable;

/** A change that a {@link Mutation} makes to a store. */
public sealed interface Write {
    /** The only key that is written; null if a range of keys is. */
    default @Nullable Key key() {
        return null;
    }

    /**
     * Puts the value under the key.
     *
     * @param lease the lease that the key ends with; {@link Lease#NONE} for a key that stays. A put replaces the key's former
     *     lease
     */
    record Put(Key key, Value value, Lease lease) implements Write {}

    /** Deletes the key. */
    record Delete(Key key) implements Write {}

    /** Deletes every key of the range. */
    record DeleteRange(KeyRange range) implements Write {}
}
