package io.portmaster.registry;

import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
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
    private final Map<String, Integer> portsBySecret = new HashMap<>();

    /** Keeps the state, unless it has a newer one of the key. */
    void learn(KeyState state) {
        KeyState known = states.get(state.key());
        if (known != null && known.revision() > state.revision()) {
            return;
        }
        forgetSecret(known);
        states.put(state.key(), state);
        keysByRevision
                .computeIfAbsent(state.revision(), revision -> new ArrayList<>())
                .add(state.key());
        Holding holding = holdingOf(state);
        if (holding != null) {
            portsBySecret.put(holding.receipt().secretSha256(), holding.port());
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

    @Nullable
    Integer portBySecret(String secretSha256) {
        return portsBySecret.get(secretSha256);
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
                    forgetSecret(state);
                    dropped.add(key);
                }
            }
        }
        return dropped;
    }

    private void forgetSecret(@Nullable KeyState state) {
        Holding holding = state == null ? null : holdingOf(state);
        if (holding != null) {
            portsBySecret.remove(holding.receipt().secretSha256(), holding.port());
        }
    }

    private static @Nullable Holding holdingOf(KeyState state) {
        Entry<Holding> entry = state.entry() == null ? null : state.entry().as(Holding.class);
        return entry == null ? null : entry.value();
    }
}
