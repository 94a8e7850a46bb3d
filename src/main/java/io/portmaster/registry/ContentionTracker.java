package io.portmaster.registry;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Remembers where other nodes have lately claimed ports of one space. It sees that by new records that this node has not
 * written.
 */
final class ContentionTracker {
    /**
     * How long another node's claim is remembered. That is longer than a busy node pauses, for example for its garbage
     * collector.
     */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(1);

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

    /** Another node has claimed the port. */
    void note(int port) {
        lastSeenAt = nanos.getAsLong();
        seenAt[PortBlock.of(port).number()] = lastSeenAt;
    }

    /** Whether another node has lately claimed one of the ports, or one close to them. */
    boolean isIn(PortSet ports) {
        return isRemembered(lastSeenAt) && ports.ranges().stream().anyMatch(this::isIn);
    }

    private boolean isIn(PortRange range) {
        for (PortBlock block = PortBlock.of(range.start()); block.first(range) <= range.end(); block = block.next()) {
            if (isIn(block)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another node has lately claimed a port of the block. */
    boolean isIn(PortBlock block) {
        return isRemembered(seenAt[block.number()]);
    }

    /** The port's record was created, changed or deleted. */
    void portChanged(Key.PortKey port) {
        Entry<?> entry = registry.entry(port);
        boolean isNew = entry != null && entry.createRevision() == entry.modRevision();
        if (isNew && !planning.expects(port.port())) {
            note(port.port());
        }
    }

    private boolean isRemembered(long when) {
        return nanos.getAsLong() - when < REMEMBERED_FOR.toNanos();
    }

    private long longAgo() {
        return nanos.getAsLong() - REMEMBERED_FOR.toNanos();
    }
}
