package io.portmaster.registry;

import io.portmaster.record.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ports by something that their records may have in common, such as a secret. Most keys have one port.
 *
 * @param <K> what they have in common
 */
final class PortIndex<K> {
    private final int[] none = {};

    /** The ports of each key, in order. An array never changes, so that a caller may walk it while the index changes. */
    private final Map<K, int[]> ports = new HashMap<>();

    void add(K key, int port) {
        int[] known = ports.putIfAbsent(key, new int[] {port});
        int place = known == null ? 0 : Arrays.binarySearch(known, port);
        if (known != null && place < 0) {
            int at = -place - 1;
            int[] more = Arrays.copyOf(known, known.length + 1);
            System.arraycopy(known, at, more, at + 1, known.length - at);
            more[at] = port;
            ports.put(key, more);
        }
    }

    void remove(K key, int port) {
        int[] known = ports.remove(key);
        if (known == null || (known.length == 1 && known[0] == port)) {
            return;
        }
        ports.put(key, without(known, port));
    }

    private static int[] without(int[] known, int port) {
        int at = Arrays.binarySearch(known, port);
        if (at < 0) {
            return known;
        }
        int[] fewer = Arrays.copyOf(known, known.length - 1);
        System.arraycopy(known, at + 1, fewer, at, known.length - at - 1);
        return fewer;
    }

    /** The ports of the key, in order. Don't change the array. */
    int[] ports(K key) {
        // Each claim asks for cooling ports. Mostly none cools, and then the key isn't hashed.
        return ports.isEmpty() ? none : ports.getOrDefault(key, none);
    }

    /** The ports of two keys, or of two indexes, each once and in order. */
    static int[] either(int[] some, int[] others) {
        if (some.length == 0 || others.length == 0) {
            return some.length == 0 ? others : some;
        }
        return IntStream.concat(Arrays.stream(some), Arrays.stream(others))
                .sorted()
                .distinct()
                .toArray();
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
