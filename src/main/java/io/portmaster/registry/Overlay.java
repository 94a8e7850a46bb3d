package io.portmaster.registry;

import io.portmaster.domain.Entry;
import io.portmaster.domain.Holding;
import io.portmaster.domain.Key;
import io.portmaster.domain.Sighting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What own commits and conflicts taught about keys, until the registry has passed it. It serves planning only: it is never
 * merged into the registry and never answers a read, since it knows single keys and not all that happened between them.
 */
final class Overlay {
    private final Map<Key, Sighting> sightings = new HashMap<>();
    private final TreeMap<Long, List<Key>> keysByRevision = new TreeMap<>();
    private final Map<String, Integer> portsBySecret = new HashMap<>();

    /** Keeps the sighting unless a newer one of its key is here. */
    void learn(Sighting sighting) {
        Sighting known = sightings.get(sighting.key());
        if (known != null && known.revision() > sighting.revision()) {
            return;
        }
        forgetSecret(known);
        sightings.put(sighting.key(), sighting);
        keysByRevision
                .computeIfAbsent(sighting.revision(), revision -> new ArrayList<>())
                .add(sighting.key());
        Holding holding = holdingOf(sighting);
        if (holding != null) {
            portsBySecret.put(holding.receipt().secretSha256(), holding.port());
        }
    }

    @Nullable
    Sighting sighting(Key key) {
        return sightings.get(key);
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
                Sighting sighting = sightings.get(key);
                if (sighting != null && sighting.revision() <= revision) {
                    sightings.remove(key);
                    forgetSecret(sighting);
                    dropped.add(key);
                }
            }
        }
        return dropped;
    }

    private void forgetSecret(@Nullable Sighting sighting) {
        Holding holding = sighting == null ? null : holdingOf(sighting);
        if (holding != null) {
            portsBySecret.remove(holding.receipt().secretSha256(), holding.port());
        }
    }

    private static @Nullable Holding holdingOf(Sighting sighting) {
        Entry<Holding> entry =
                sighting.entry() == null ? null : sighting.entry().as(Holding.class);
        return entry == null ? null : entry.value();
    }
}
