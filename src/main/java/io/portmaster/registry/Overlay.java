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
 * What own commits and conflicts taught about keys of one space, until the registry has passed it. It serves planning only: it is never
 * merged into the registry and never answers a read, since it knows single keys and not all that happened between them.
 */
final class Overlay {
    private final Map<Key, KeyState> states = new HashMap<>();
    private final TreeMap<Long, List<Key>> keysByRevision = new TreeMap<>();
    private final Map<String, Integer> portsBySecret = new HashMap<>();

    /** Keeps the state unless a newer one of its key is here. */
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

    /** Forgets what the registry knows better by now, and returns the keys that this touched. */
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
