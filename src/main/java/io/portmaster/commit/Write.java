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
     * The value stands under the key.
     *
     * @param lease with which the key ends; {@link Lease#NONE} for a key that stays. A put takes the key off the lease it was on
     */
    record Put(Key key, Value value, Lease lease) implements Write {}

    /** Nothing stands under the key. */
    record Delete(Key key) implements Write {}

    /** Nothing stands under any key of the range. */
    record DeleteRange(KeyRange range) implements Write {}
}
