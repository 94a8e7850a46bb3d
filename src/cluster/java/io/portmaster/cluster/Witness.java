package io.portmaster.cluster;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees every change of the keys and checks the {@link Invariants} at each revision, not only at the end: what was wrong for
 * a moment is seen too.
 */
final class Witness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ENOUGH = 10;

    private final Client client;
    private final String prefix;
    private final KeySpace keys;
    private final Set<String> living = new HashSet<>();
    private final Set<String> dead = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Watch.Watcher watcher;
    private long revision;
    private int revisions;

    /** @param prefix ends in a slash */
    Witness(Client client, String prefix) {
        this.client = client;
        this.prefix = prefix;
        this.keys = new KeySpace(prefix);
        GetResponse start = KeySpace.get(client, prefix);
        keys.take(start);
        revision = start.getHeader().getRevision();
        noteServices();
        watcher = client.getWatchClient()
                .watch(
                        KeySpace.bytes(prefix),
                        WatchOption.builder()
                                .isPrefix(true)
                                .withRevision(revision + 1)
                                .build(),
                        Watch.listener(this::take, this::fail));
    }

    /** All that it has seen to be wrong up to now, the first few of it. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** How many revisions it has checked. */
    synchronized int revisions() {
        return revisions;
    }

    /** Returns once it has seen all that was committed before this call. The keys should be at rest by and by. */
    void catchUp() {
        Await.until("the witness has seen all changes", PATIENCE, () -> hasSeen(KeySpace.read(client, prefix)));
    }

    private synchronized boolean hasSeen(KeySpace other) {
        return !violations.isEmpty() || keys.raw().equals(other.raw());
    }

    /** A response holds all events of its revisions; they are checked one revision after the other. */
    private synchronized void take(WatchResponse response) {
        for (WatchEvent event : response.getEvents()) {
            KeyValue entry = event.getKeyValue();
            if (entry.getModRevision() > revision) {
                check();
                revision = entry.getModRevision();
            }
            if (event.getEventType() == EventType.DELETE) {
                keys.delete(entry);
            } else {
                keys.put(entry);
            }
        }
        check();
    }

    private synchronized void fail(Throwable cause) {
        violations.add("the watch has failed: " + cause);
    }

    private void check() {
        revisions++;
        if (violations.size() >= ENOUGH) {
            return;
        }
        Invariants.violations(keys).forEach(violation -> violations.add("at revision " + revision + ": " + violation));
        noteServices();
    }

    /** A service that was deleted stays so: another one of its name has another id. */
    private void noteServices() {
        Set<String> present = new HashSet<>();
        keys.services().values().forEach(service -> present.add(service.id()));
        present.stream()
                .filter(dead::contains)
                .forEach(id -> violations.add("at revision " + revision + ": a service back from the dead: " + id));
        living.stream().filter(id -> !present.contains(id)).forEach(dead::add);
        living.clear();
        living.addAll(present);
    }

    @Override
    public void close() {
        watcher.close();
    }
}
