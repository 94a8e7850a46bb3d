package io.portmaster.check;

import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.Value;
import org.jspecify.annotations.Nullable;

/** Tells which values this release may judge. */
final class Judged {
    private Judged() {}

    /** Whether the value can be read, and no newer release has written it: such a release may have other rules. */
    static boolean is(Value value) {
        return !(value instanceof Value.Unreadable) && !value.version().isNewer();
    }

    /** The value of a key if it is of that kind and may be judged, otherwise null. */
    static <V extends Value> @Nullable V of(@Nullable Content content, Class<V> kind) {
        return content != null && kind.isInstance(content.value()) && is(content.value())
                ? kind.cast(content.value())
                : null;
    }
}
