package io.portmaster.domain;

import org.jspecify.annotations.Nullable;

/**
 * What stood under a key at a revision.
 *
 * @param entry null where nothing stood there
 */
public record Sighting(Key key, long revision, @Nullable Entry<?> entry) {
    public static Sighting present(Key key, Value value, long createRevision, long modRevision) {
        return new Sighting(key, modRevision, new Entry<>(key, value, createRevision, modRevision));
    }

    public static Sighting absent(Key key, long revision) {
        return new Sighting(key, revision, null);
    }
}
