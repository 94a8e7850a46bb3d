package io.portmaster.registry;

import io.portmaster.record.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ports by something that their records may have in common, such as a secret. Most keys have one port.
 *
 * @param <K> what they have in common
 */
final class PortIndex<K> {
    /** The ports of each key, in order. An array never changes, so that a caller may walk it while the index changes. */
    private final Map<K, int[]> ports = new HashMap<>();

    void add(K key, int port) {
        int[] known = ports(key);
        int place = Arrays.binarySearch(known, port);
        if (place < 0) {
            int at = -place - 1;
            int[] more = Arrays.copyOf(known, known.length + 1);
            System.arraycopy(known, at, more, at + 1, known.length - at);
            more[at] = port;
            ports.put(key, more);
        }
    }

    void remove(K key, int port) {
        int[] known = ports(key);
        int at = Arrays.binarySearch(known, port);
        if (at >= 0 && known.length == 1) {
            ports.remove(key);
        } else if (at >= 0) {
            int[] fewer = Arrays.copyOf(known, known.length - 1);
            System.arraycopy(known, at + 1, fewer, at, known.length - at - 1);
            ports.put(key, fewer);
        }
    }

    /** The ports of the key, in order. */
    int[] ports(K key) {
        int[] known = ports.get(key);
        return known == null ? new int[0] : known;
    }

    /** The entries of the key's ports, in the order of the ports. A port for which there is none is left out. */
    <E extends Entry<?>> List<E> entries(K key, IntFunction<@Nullable E> entryOf) {
        int[] known = ports(key);
        List<E> entries = new ArrayList<>(known.length);
        for (int port : known) {
            E entry = entryOf.apply(port);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
