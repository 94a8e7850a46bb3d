package io.portmaster.registry;

import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Where other nodes have claimed ports of one space lately, as seen by records that appear and are none of this node's own. */
final class ContentionTracker {
    /** For how long a claim shows that its node is there. Longer than a busy node pauses, as for its garbage collector. */
    static final Duration LATELY = Duration.ofSeconds(1);

    private final Registry registry;
    private final PlanningView planning;
    private final LongSupplier nanos;
    private final long[] seenAt = new long[PortBlock.COUNT];
    private long lastSeenAt;

    /** @param nanos the monotonic clock */
    ContentionTracker(Registry registry, PlanningView planning, LongSupplier nanos) {
        this.registry = registry;
        this.planning = planning;
        this.nanos = nanos;
        Arrays.fill(seenAt, longAgo());
        this.lastSeenAt = longAgo();
    }

    /** A race for the port was lost. */
    void met(int port) {
        lastSeenAt = nanos.getAsLong();
        seenAt[PortBlock.of(port).number()] = lastSeenAt;
    }

    boolean areIn(PortRange range) {
        if (!isLately(lastSeenAt)) {
            return false;
        }
        for (PortBlock block = PortBlock.of(range.start()); block.first(range) <= range.end(); block = block.next()) {
            if (areIn(block)) {
                return true;
            }
        }
        return false;
    }

    boolean areIn(PortBlock block) {
        return isLately(seenAt[block.number()]);
    }

    /** The port's record came, changed or went. */
    void portChanged(Key.PortKey port) {
        Entry<?> entry = registry.entry(port);
        boolean isNew = entry != null && entry.createRevision() == entry.modRevision();
        if (isNew && !planning.expects(port.port())) {
            met(port.port());
        }
    }

    private boolean isLately(long when) {
        return nanos.getAsLong() - when < LATELY.toNanos();
    }

    private long longAgo() {
        return nanos.getAsLong() - LATELY.toNanos();
    }
}
