package io.portmaster.record;

import org.jspecify.annotations.Nullable;

/**
 * What a key held at a revision.
 *
 * @param entry null if the key didn't exist
 */
public record KeyState(Key key, long revision, @Nullable Entry<?> entry) {
    public static KeyState present(Key key, Value value, long createRevision, long modRevision) {
        return new KeyState(key, modRevision, new Entry<>(key, value, createRevision, modRevision));
    }

    public static KeyState absent(Key key, long revision) {
        return new KeyState(key, revision, null);
    }
}
