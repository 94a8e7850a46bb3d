package io.portmaster.contract;

import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a store at one moment.
 *
 * @param revision that the store had reached
 */
record Snapshot(Map<Key, Entry<?>> entries, long revision) {
    static Snapshot of(List<Entry<?>> entries, long revision) {
        return new Snapshot(entries.stream().collect(Collectors.toMap(Entry::key, Function.identity())), revision);
    }

    <V extends Value> @Nullable Entry<V> find(Key key, Class<V> kind) {
        Entry<?> entry = entries.get(key);
        return entry == null ? null : entry.as(kind);
    }

    /**
     * The entries as lines of text, with the order of their revisions in place of the revisions: other tenants of an etcd
     * take revisions, too.
     */
    List<String> normalised() {
        SortedSet<Long> revisions = new TreeSet<>();
        entries.values().forEach(entry -> {
            revisions.add(entry.createRevision());
            revisions.add(entry.modRevision());
        });
        Map<Long, Integer> ranks = new TreeMap<>();
        revisions.forEach(known -> ranks.put(known, ranks.size()));
        List<String> lines = new ArrayList<>();
        entries.values()
                .forEach(entry -> lines.add(entry.key() + " = " + entry.value() + " created "
                        + ranks.get(entry.createRevision()) + " changed " + ranks.get(entry.modRevision())));
        lines.sort(null);
        return lines;
    }
}
