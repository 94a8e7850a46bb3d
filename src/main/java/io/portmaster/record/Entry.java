package io.portmaster.record;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value as a store held them.
 *
 * @param createRevision when the key last came into being: another one means another record, whatever it says
 * @param modRevision when the value was last written
 */
public record Entry<V extends Value>(Key key, V value, long createRevision, long modRevision) {

    /** This entry if its value is of that kind, else null. */
    @SuppressWarnings("unchecked") // the value was just looked at
    public <W extends Value> @Nullable Entry<W> as(Class<W> kind) {
        return kind.isInstance(value) ? (Entry<W>) this : null;
    }
}
