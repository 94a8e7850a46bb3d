package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.record.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that this node has written and its watch has not brought back yet, by their bytes. So the mirror need not parse
 * them: parsing takes longer than everything else that it does with a value.
 */
final class RecentlyWritten {
    /** Enough for the batches in flight. A value beyond that is parsed like any other. */
    static final int MOST = 1_000;

    private final Map<ByteSequence, Value> values = new LinkedHashMap<>();

    void remember(ByteSequence bytes, Value value) {
        if (values.size() >= MOST) {
            values.remove(values.keySet().iterator().next());
        }
        values.put(bytes, value);
    }

    /** The value that was written as these bytes; null if it is not known. The method returns each value once. */
    @Nullable
    Value recall(ByteSequence bytes) {
        return values.remove(bytes);
    }
}
