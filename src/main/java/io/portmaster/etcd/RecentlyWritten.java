package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.record.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that this node wrote and has yet to see again in its watch, by their bytes. Each comes back within milliseconds, and
 * to parse it would take longer than all else that the mirror does with it.
 */
final class RecentlyWritten {
    /** A few batches in flight. One that is forgotten is parsed, as any other. */
    static final int MOST = 1_000;

    private final Map<ByteSequence, Value> values = new LinkedHashMap<>();

    void remember(ByteSequence bytes, Value value) {
        if (values.size() >= MOST) {
            values.remove(values.keySet().iterator().next());
        }
        values.put(bytes, value);
    }

    /** The value that was written as these bytes, once. */
    @Nullable
    Value recall(ByteSequence bytes) {
        return values.remove(bytes);
    }
}
