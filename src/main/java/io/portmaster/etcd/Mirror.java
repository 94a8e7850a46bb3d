package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.watch.WatchEvent;
import io.portmaster.commit.StoreListener;
import io.portmaster.etcd.KeySource.Changes;
import io.portmaster.etcd.KeySource.Snapshot;
import io.portmaster.etcd.KeySource.Subscription;
import io.portmaster.loop.Loop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry equal to etcd: lists all keys at a revision, then watches from the next revision on. After any error of
 * the watch it lists again: jetcd's way to resume a watch can lose events, and a watch from a compacted revision can't go on at
 * all.
 */
final class Mirror {
    private static final Logger log = LoggerFactory.getLogger(Mirror.class);

    private final KeySource source;
    private final ByteSequence prefix;
    private final Keys keys;
    private final Transactions transactions;
    private final Registry registry;
    private final Loop loop;
    private final StoreListener listener;
    private final UnreadableRecords unreadable;
    private final NewerRecordCount newer;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    private @Nullable Subscription subscription;

    /** Counts the watches, so that events of a former one are recognised. */
    private int generation;

    /** The newest revision that any linearizable call or watch has returned. */
    private long newestKnown = Registry.EMPTY;

    private boolean closed;

    Mirror(
            KeySource source,
            Keys keys,
            Transactions transactions,
            Registry registry,
            Loop loop,
            StoreListener listener) {
        this.source = source;
        this.prefix = keys.prefix();
        this.keys = keys;
        this.transactions = transactions;
        this.registry = registry;
        this.loop = loop;
        this.listener = listener;
        this.unreadable = new UnreadableRecords(keys, listener);
        this.newer = new NewerRecordCount(keys, listener);
    }

    /** Completes when the registry is filled for the first time. */
    CompletableFuture<Void> start() {
        load();
        return loaded;
    }

    /** Lists again and watches anew, unless that is under way. Meanwhile the registry stays as it is. */
    void restart(String why) {
        if (closed || subscription == null) {
            return;
        }
        log.atWarn().addKeyValue("revision", registry.revision()).log("the mirror reads all keys again: {}", why);
        endWatch();
        load();
    }

    /** The newest known revision. A linearizable call that is sent now can't return an older one, unless etcd was restored. */
    long newestKnown() {
        return newestKnown;
    }

    /**
     * Takes note of the revision that a linearizable call has returned. A revision below {@code knownBefore} means that etcd
     * was restored to an earlier state. The registry may then hold records that etcd has never had, so it is cleared at once.
     *
     * @param knownBefore {@link #newestKnown} at the time when the call was sent
     */
    void heard(long revision, long knownBefore) {
        if (revision >= knownBefore) {
            newestKnown = Math.max(newestKnown, revision);
        } else if (!closed) {
            wentBack(knownBefore, revision);
            endWatch();
            load();
        }
    }

    private void wentBack(long from, long to) {
        log.atWarn()
                .addKeyValue("revision", to)
                .log("etcd was restored to an earlier state: its revision went back from {} to {}", from, to);
        newestKnown = to;
        registry.clear();
    }

    /** Forgets all revisions and lists again: the records have moved to another cluster, which counts its own revisions. */
    void startOver() {
        if (!closed) {
            newestKnown = Registry.EMPTY;
            registry.clear();
            endWatch();
            load();
        }
    }

    /** Asks etcd to send soon the revision that the watch has reached. */
    void requestProgress() {
        if (subscription != null) {
            subscription.requestProgress();
        }
    }

    void close() {
        closed = true;
        endWatch();
    }

    private void load() {
        int current = ++generation;
        long knownBefore = newestKnown;
        source.<@Nullable Entry<?>>list(prefix, transactions::entry).whenComplete((snapshot, error) -> {
            if (isFormer(current)) {
                return;
            }
            if (error == null) {
                if (snapshot.revision() < knownBefore) {
                    wentBack(knownBefore, snapshot.revision());
                }
                newestKnown = Math.max(newestKnown, snapshot.revision());
                fill(snapshot);
                watch(current, snapshot.revision() + 1);
                loaded.complete(null);
            } else {
                log.atWarn()
                        .addKeyValue("revision", registry.revision())
                        .log("this node could not read all keys of etcd, and tries again: {}", EtcdErrors.brief(error));
                loop.after(Etcd.PAUSE_AFTER_FAILURE, () -> {
                    if (!isFormer(current)) {
                        load();
                    }
                });
            }
        });
    }

    private void fill(Snapshot<@Nullable Entry<?>> snapshot) {
        List<Entry<?>> entries = new ArrayList<>(snapshot.contents().size());
        for (Entry<?> entry : snapshot.contents()) {
            if (entry != null) {
                entries.add(entry);
            }
        }
        registry.replace(entries, snapshot.revision());
        unreadable.replace(entries);
        newer.replace(entries);
        if (loaded.isDone()) {
            listener.relisted();
        }
        log.atInfo()
                .addKeyValue("revision", snapshot.revision())
                .log("this node has read all keys: {} records at revision {}", entries.size(), snapshot.revision());
    }

    private void watch(int current, long fromRevision) {
        subscription = source.watch(
                prefix,
                fromRevision,
                changes -> {
                    if (!isFormer(current)) {
                        apply(changes);
                    }
                },
                () -> {
                    if (!isFormer(current)) {
                        restart("its watch broke");
                    }
                });
    }

    private void apply(Changes changes) {
        for (WatchEvent event : changes.events()) {
            apply(event);
        }
        newestKnown = Math.max(newestKnown, changes.revision());
        if (changes.revision() > registry.revision()) {
            registry.advance(changes.revision());
        }
    }

    private void apply(WatchEvent event) {
        if (event.getEventType() == WatchEvent.EventType.DELETE) {
            Key key = keys.read(event.getKeyValue().getKey());
            if (key != null) {
                registry.delete(key);
                unreadable.delete(key);
                newer.delete(key);
            }
        } else {
            Entry<?> entry = transactions.entry(event.getKeyValue());
            if (entry != null) {
                registry.put(entry);
                unreadable.put(entry);
                newer.put(entry);
            }
        }
    }

    private boolean isFormer(int watch) {
        return closed || watch != generation;
    }

    private void endWatch() {
        generation++;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
