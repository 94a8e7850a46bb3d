package io.portmaster.history;

import io.portmaster.history.CoolingPort.Reason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The cooling keys of the model store. */
final class ModelCoolings {
    /** As long as a lease of a client decides. */
    private static final long OPEN = Long.MAX_VALUE;

    private final TreeMap<Integer, Key> keys = new TreeMap<>();
    private final ModelLeases leases;
    private final Listener listener;

    /** @param until when the key goes at the earliest */
    private record Key(CoolingPort cooling, long until) {}

    /** Is told of each change. */
    interface Listener {
        void changed(int port, @Nullable CoolingPort cooling);
    }

    ModelCoolings(ModelLeases leases, Listener listener) {
        this.leases = leases;
        this.listener = listener;
    }

    boolean has(int port) {
        return keys.containsKey(port);
    }

    /** A port that the name may have back; 0 if there is none. */
    int formerPort(String name, IntPredicate isFree) {
        for (Map.Entry<Integer, Key> entry : keys.entrySet()) {
            CoolingPort cooling = entry.getValue().cooling();
            if (cooling.reason() != Reason.BUSY && cooling.name().equals(name) && isFree.test(entry.getKey())) {
                return entry.getKey();
            }
        }
        return 0;
    }

    void release(int port, String name, long until) {
        put(port, new Key(new CoolingPort(name, Reason.RELEASED, 0), until));
    }

    /** Puts the longer one of two times. */
    void busy(int port, String name, long until) {
        Key before = keys.get(port);
        long longer = before == null ? until : Math.max(until, end(before));
        put(port, new Key(new CoolingPort(name, Reason.BUSY, 0), longer));
    }

    void onLease(int port, String name, long lease) {
        put(port, new Key(new CoolingPort(name, Reason.LEASE_ENDED, lease), OPEN));
    }

    private void put(int port, Key key) {
        keys.put(port, key);
        listener.changed(port, key.cooling());
    }

    void end(int port) {
        if (keys.remove(port) != null) {
            listener.changed(port, null);
        }
    }

    /** Ends what has cooled, or lingered, until then. */
    void expire(long time) {
        List.copyOf(keys.entrySet()).stream()
                .filter(entry -> end(entry.getValue()) < time)
                .forEach(entry -> end(entry.getKey()));
    }

    private long end(Key key) {
        return key.until() == OPEN ? leases.lingersUntil(key.cooling().lease()) : key.until();
    }
}
