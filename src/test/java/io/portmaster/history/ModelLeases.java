package io.portmaster.history;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The clients' leases of the model store. */
final class ModelLeases {
    static final int TTL = 5;
    static final int LINGER = 5;
    static final long SECOND = 1_000_000_000;

    private final Map<Long, Long> alive = new TreeMap<>();
    private final Map<Long, Long> lingering = new TreeMap<>();
    private long last;

    /** Makes a lease, and returns its number. */
    long create(long now) {
        last += 2;
        keep(last, now);
        return last;
    }

    private void keep(long lease, long now) {
        alive.put(lease, now + TTL * SECOND);
        lingering.put(lease, now + (TTL + LINGER) * SECOND);
    }

    boolean isAlive(long lease) {
        return alive.containsKey(lease);
    }

    /** Whether it was still there. */
    boolean renew(long lease, long now) {
        boolean isAlive = isAlive(lease);
        if (isAlive) {
            keep(lease, now);
        }
        return isAlive;
    }

    /** Ends it before its time. */
    void end(long lease) {
        alive.remove(lease);
    }

    /** Ends the leases whose time was up then, and returns them. */
    List<Long> expire(long time) {
        List<Long> expired = alive.keySet().stream()
                .filter(lease -> Objects.requireNonNull(alive.get(lease)) < time)
                .toList();
        expired.forEach(alive::remove);
        return expired;
    }

    /** Until when its ports linger, if nobody renews it any more. */
    long lingersUntil(long lease) {
        return Objects.requireNonNull(lingering.get(lease));
    }
}
