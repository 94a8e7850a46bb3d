package io.portmaster.record;

import io.portmaster.domain.Space;
import org.jspecify.annotations.Nullable;

/**
 * A key and its value, as a store held them at some revision.
 *
 * @param createRevision the revision at which the key was created. An entry with another one is another record, even with the
 *     same value
 * @param modRevision the revision at which the value was last written
 */
public record Entry<V extends Value>(Key key, V value, long createRevision, long modRevision) {

    /**
     * The space that the entry belongs to.
     *
     * @throws IllegalStateException if it belongs to a lease
     */
    public Space space() {
        if (key instanceof Key.InSpace inSpace) {
            return inSpace.space();
        }
        throw new IllegalStateException("belongs to no space: " + key);
    }

    /** This entry if its value is of that kind, otherwise null. */
    @SuppressWarnings("unchecked") // the value was just looked at
    public <W extends Value> @Nullable Entry<W> as(Class<W> kind) {
        return kind.isInstance(value) ? (Entry<W>) this : null;
    }
}
