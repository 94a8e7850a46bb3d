package io.portmaster.contract;

import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All entries of a store at one moment.
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
     * The entries as lines of text. They have the number of their batch in place of their revision: other users of an etcd take
     * revisions, too, and a batch takes several if a part of it is sent again.
     *
     * @param past what was there before each batch
     */
    List<String> normalised(List<Snapshot> past) {
        LongFunction<Long> batch = written ->
                past.stream().filter(then -> then.revision() < written).count();
        List<String> lines = new ArrayList<>();
        entries.values()
                .forEach(entry -> lines.add(entry.key() + " = " + entry.value() + " created "
                        + batch.apply(entry.createRevision()) + " changed " + batch.apply(entry.modRevision())));
        lines.sort(null);
        return lines;
    }
}
