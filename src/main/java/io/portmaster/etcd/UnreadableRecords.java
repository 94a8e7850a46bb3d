package io.portmaster.etcd;

import io.portmaster.commit.StoreListener;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that this version can't read, perhaps because a newer version wrote them. Each gets one log line for each
 * revision at which it was written, also if the node lists all records again.
 */
final class UnreadableRecords {
    private static final Logger log = LoggerFactory.getLogger(UnreadableRecords.class);

    private final Keys keys;
    private final StoreListener listener;

    /** The revision at which each was written. */
    private final Map<Key, Long> written = new HashMap<>();

    UnreadableRecords(Keys keys, StoreListener listener) {
        this.keys = keys;
        this.listener = listener;
    }

    /** Begins anew: these are all records. */
    void replace(Collection<Entry<?>> entries) {
        Set<Key> present = new HashSet<>();
        for (Entry<?> entry : entries) {
            if (entry.value() instanceof Value.Unreadable unreadable) {
                present.add(entry.key());
                add(entry, unreadable);
            }
        }
        written.keySet().retainAll(present);
        listener.unreadable(written.size());
    }

    void put(Entry<?> entry) {
        if (entry.value() instanceof Value.Unreadable unreadable) {
            add(entry, unreadable);
            listener.unreadable(written.size());
        } else {
            delete(entry.key());
        }
    }

    void delete(Key key) {
        if (!written.isEmpty() && written.remove(key) != null) {
            listener.unreadable(written.size());
        }
    }

    private void add(Entry<?> entry, Value.Unreadable unreadable) {
        Long before = written.put(entry.key(), entry.modRevision());
        if (before == null || before != entry.modRevision()) {
            log.atWarn()
                    .addKeyValue("revision", entry.modRevision())
                    .log(
                            "this node can't read the record {}, so its port or name counts as taken: {}",
                            keys.spell(entry.key()).toStringUtf8(),
                            unreadable.why());
        }
    }
}
