package io.portmaster.etcd;

import io.portmaster.commit.StoreListener;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the records that this release can read and that only a newer release can change. During an upgrade there may be
 * thousands, so that only the first one gets a log line.
 */
final class NewerRecordCount {
    private static final Logger log = LoggerFactory.getLogger(NewerRecordCount.class);

    private final Keys keys;
    private final StoreListener listener;
    private final Set<Key> present = new HashSet<>();

    NewerRecordCount(Keys keys, StoreListener listener) {
        this.keys = keys;
        this.listener = listener;
    }

    /** Counts anew: these are all records. */
    void replace(Collection<Entry<?>> entries) {
        boolean known = !present.isEmpty();
        present.clear();
        for (Entry<?> entry : entries) {
            if (isNewer(entry)) {
                add(entry, known);
            }
        }
        listener.newer(present.size());
    }

    void put(Entry<?> entry) {
        if (isNewer(entry)) {
            add(entry, false);
            listener.newer(present.size());
        } else {
            delete(entry.key());
        }
    }

    void delete(Key key) {
        if (!present.isEmpty() && present.remove(key)) {
            listener.newer(present.size());
        }
    }

    private static boolean isNewer(Entry<?> entry) {
        return entry.value().version().isNewer() && !(entry.value() instanceof Value.Unreadable);
    }

    private void add(Entry<?> entry, boolean known) {
        if (present.isEmpty() && !known) {
            log.atWarn()
                    .addKeyValue("revision", entry.modRevision())
                    .log(
                            "a newer release writes records: the first one is {}, with format version {}. This node"
                                    + " knows versions up to {}. It reads such records and does not change them",
                            keys.spell(entry.key()).toStringUtf8(),
                            entry.value().version(),
                            FormatVersion.NEWEST_KNOWN);
        }
        present.add(entry.key());
    }
}
