package io.portmaster.registry;

import io.portmaster.record.Cooling;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The states of keys of one space that this node's own commits and conflicts have shown, and that the registry has not reached.
 * It serves planning only: it is never merged into the registry, and no read is answered from it, since it has single keys and
 * not all changes up to a revision.
 */
final class Overlay {
    private final Map<Key, KeyState> states = new HashMap<>();
    private final TreeMap<Long, List<Key>> keysByRevision = new TreeMap<>();
    private final PortIndex<String> bySecret = new PortIndex<>();
    private final PortIndex<FormerOwner> byFormerOwner = new PortIndex<>();

    /** Keeps the state, unless it has a newer one of the key. */
    void learn(KeyState state) {
        KeyState known = states.get(state.key());
        if (known != null && known.revision() > state.revision()) {
            return;
        }
        forget(known);
        states.put(state.key(), state);
        keysByRevision
                .computeIfAbsent(state.revision(), revision -> new ArrayList<>())
                .add(state.key());
        Value value = valueOf(state);
        if (value instanceof Holding holding) {
            bySecret.add(holding.receipt().secretSha256(), holding.port());
        } else if (value instanceof Cooling cooling) {
            byFormerOwner.add(FormerOwner.of(cooling), cooling.port());
        }
    }

    boolean isEmpty() {
        return states.isEmpty();
    }

    Set<Key> keys() {
        return states.keySet();
    }

    @Nullable
    KeyState state(Key key) {
        return states.get(key);
    }

    int[] portsBySecret(String secretSha256) {
        return bySecret.ports(secretSha256);
    }

    int[] portsOf(FormerOwner owner) {
        return byFormerOwner.ports(owner);
    }

    /**
     * Drops the states up to that revision, which the registry has reached.
     *
     * @return the keys of the dropped states
     */
    List<Key> dropThrough(long revision) {
        List<Key> dropped = new ArrayList<>();
        while (!keysByRevision.isEmpty() && keysByRevision.firstKey() <= revision) {
            for (Key key : keysByRevision.pollFirstEntry().getValue()) {
                KeyState state = states.get(key);
                if (state != null && state.revision() <= revision) {
                    states.remove(key);
                    forget(state);
                    dropped.add(key);
                }
            }
        }
        return dropped;
    }

    private void forget(@Nullable KeyState state) {
        Value value = state == null ? null : valueOf(state);
        if (value instanceof Holding holding) {
            bySecret.remove(holding.receipt().secretSha256(), holding.port());
        } else if (value instanceof Cooling cooling) {
            byFormerOwner.remove(FormerOwner.of(cooling), cooling.port());
        }
    }

    private static @Nullable Value valueOf(KeyState state) {
        return state.entry() == null ? null : state.entry().value();
    }
}
