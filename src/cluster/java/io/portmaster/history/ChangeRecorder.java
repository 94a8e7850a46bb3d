package io.portmaster.history;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.Invariants;
import io.portmaster.cluster.KeySpace;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Writes the {@link Chronicle}. It watches all keys at every member. So a member that falls silent delays nothing, and a
 * revision that is missing is noticed. It also checks the {@link Invariants} of the keys at each revision, so that it sees what
 * is wrong for a moment only.
 */
public final class ChangeRecorder implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final ByteSequence ANY = ByteSequence.from(new byte[] {0});
    private static final int ENOUGH = 10;

    private final String prefix;
    private final String ports;
    private final String coolings;
    private final String service;
    private final KeySpace keys;
    private final Chronicle chronicle = new Chronicle();
    private final List<String> violations = new ArrayList<>();
    private final Map<Long, Set<String>> portsByLease = new HashMap<>();
    private final List<Post> posts = new ArrayList<>();
    private final Set<String> deletedServices = new HashSet<>();
    private Set<String> standingServices = Set.of();
    private final AtomicLong cluster;
    private long revision;
    private int revisions;
    private boolean closed;

    /**
     * @param cluster the id of the etcd cluster whose answers count. Another etcd may answer at a member's address
     * @param prefix of all keys of the nodes, ends in a slash
     * @param service whose ports the chronicle tells of
     * @param from revision before which nothing is of interest
     */
    public ChangeRecorder(List<String> members, AtomicLong cluster, String prefix, String service, long from) {
        this(members, cluster, prefix, service, from, new KeySpace(prefix));
    }

    /** @param keys that stood before that revision; belongs to the recorder from now on */
    ChangeRecorder(
            List<String> members, AtomicLong cluster, String prefix, String service, long from, KeySpace keys) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.ports = prefix + "default/ports/";
        this.coolings = prefix + "default/cooling/";
        this.service = service;
        this.keys = keys;
        this.revision = from - 1;
        members.forEach(member -> posts.add(new Post(member)));
        posts.forEach(Post::watch);
    }

    /** All changes so far. The chronicle is complete once {@link #catchUp} has returned and nothing changes any more. */
    public synchronized Chronicle chronicle() {
        return chronicle;
    }

    /** The first violations of the keys' invariants, at any revision. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** How many revisions the recorder has checked. */
    public synchronized int revisions() {
        return revisions;
    }

    /** The newest revision that the recorder knows. */
    public synchronized long revision() {
        return revision;
    }

    /** The records that ever were on one of these leases, as {@code PORT@CREATE_REVISION}. */
    public synchronized Set<String> recordsOn(Set<Long> leases) {
        Set<String> found = new LinkedHashSet<>();
        leases.forEach(lease -> found.addAll(portsByLease.getOrDefault(lease, Set.of())));
        return found;
    }

    /** The leases that offers are on now, and no cooling key: nothing may shorten a cooling. */
    public synchronized Set<Long> leases() {
        Set<Long> leases = keys.ports().stream()
                .filter(KeySpace.Port::isOffered)
                .map(KeySpace.Port::lease)
                .collect(Collectors.toSet());
        keys.coolings().forEach(cooling -> leases.remove(cooling.lease()));
        return leases;
    }

    /** Whether nothing is left that ends by itself: no offer, no cooling port, and no client's lease. */
    public synchronized boolean isAtRest() {
        return keys.ports().stream().noneMatch(KeySpace.Port::isOffered)
                && keys.coolings().isEmpty()
                && keys.leases().isEmpty()
                && keys.companions().isEmpty();
    }

    /** Waits until the recorder knows all changes up to that revision. */
    public void catchUp(long to) {
        Await.until("the recorder is at revision " + to, PATIENCE, () -> revision() >= to);
    }

    /**
     * Continues after a restore of etcd that has changed nothing but the revision.
     *
     * @param restored the revision that etcd has now
     */
    public synchronized void continueAt(long restored) {
        revision = restored;
        posts.forEach(Post::watchAnew);
    }

    /**
     * Takes in a response, which holds whole revisions. It skips what another member told before. A gap makes the watch begin
     * anew.
     */
    private synchronized void take(WatchResponse response, Post post) {
        List<WatchEvent> news = response.getEvents().stream()
                .filter(event -> event.getKeyValue().getModRevision() > revision)
                .toList();
        if (news.isEmpty() || closed || response.getHeader().getClusterId() != cluster.get()) {
            return;
        }
        if (news.get(0).getKeyValue().getModRevision() != revision + 1) {
            post.watchAnew();
            return;
        }
        long now = System.nanoTime();
        for (WatchEvent event : news) {
            KeyValue pair = event.getKeyValue();
            if (pair.getModRevision() > revision + 1) {
                endRevision();
            }
            if (pair.getKey().toString().startsWith(prefix)) {
                take(event, now);
            }
            revision = Math.max(revision, pair.getModRevision() - 1);
        }
        endRevision();
    }

    private void endRevision() {
        revision++;
        revisions++;
        if (violations.size() < ENOUGH) {
            Invariants.violations(keys).forEach(each -> violations.add("at revision " + revision + ": " + each));
            noteServices();
        }
    }

    /** Notes a deleted service that comes back. A new service of the same name has another id. */
    private void noteServices() {
        Set<String> present =
                keys.services().values().stream().map(KeySpace.Service::id).collect(Collectors.toSet());
        present.stream()
                .filter(deletedServices::contains)
                .forEach(id -> violations.add("at revision " + revision + ": a service back from the dead: " + id));
        standingServices.stream().filter(id -> !present.contains(id)).forEach(deletedServices::add);
        standingServices = present;
    }

    private void take(WatchEvent event, long now) {
        String key = event.getKeyValue().getKey().toString();
        if (key.startsWith(coolings)) {
            takeCooling(event, Integer.parseInt(key.substring(coolings.length())), now);
        } else {
            takeOther(event, key, now);
        }
    }

    private void takeCooling(WatchEvent event, int port, long now) {
        KeyValue pair = event.getKeyValue();
        boolean isGone = event.getEventType() == EventType.DELETE;
        KeySpace.Cooling before = keys.cooling(port);
        if (isGone) {
            keys.delete(pair);
        } else {
            keys.put(pair);
        }
        KeySpace.Cooling told = isGone ? before : keys.cooling(port);
        if (told != null && told.service().equals(service)) {
            chronicle.add(
                    new CoolingChange(pair.getModRevision(), now, port, isGone ? null : CoolingPort.of(told)));
        }
    }

    private void takeOther(WatchEvent event, String key, long now) {
        KeyValue pair = event.getKeyValue();
        boolean isPort = key.startsWith(ports);
        int port = isPort ? Integer.parseInt(key.substring(ports.length())) : 0;
        if (event.getEventType() == EventType.DELETE) {
            KeySpace.Port former = keys.port(port);
            keys.delete(pair);
            if (former != null && former.service().equals(service)) {
                chronicle.add(new Change(pair.getModRevision(), now, port, null));
            }
            return;
        }
        keys.put(pair);
        KeySpace.Port record = keys.port(port);
        if (record != null && record.service().equals(service)) {
            if (record.lease() != 0) {
                portsByLease
                        .computeIfAbsent(record.lease(), lease -> new LinkedHashSet<>())
                        .add(port + "@" + pair.getCreateRevision());
            }
            KeySpace.Group group = record.group();
            chronicle.add(new Change(
                    pair.getModRevision(),
                    now,
                    port,
                    HeldPort.of(record),
                    record.named(),
                    group == null ? null : group.id()));
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        posts.forEach(post -> post.client.close());
    }

    /** The watch at one member. When it breaks, it begins again where it was. */
    private final class Post {
        private final Client client;
        private int watches;

        Post(String member) {
            this.client = Client.builder()
                    .endpoints(URI.create(member))
                    .maxInboundMessageSize(64 << 20)
                    .build();
        }

        void watch() {
            int current;
            long from;
            synchronized (ChangeRecorder.this) {
                if (closed) {
                    return;
                }
                current = ++watches;
                from = revision + 1;
            }
            WatchOption option = WatchOption.builder()
                    .withRange(ANY)
                    .withRevision(from)
                    .withRequireLeader(true)
                    .build();
            client.getWatchClient()
                    .watch(
                            ANY,
                            option,
                            Watch.listener(
                                    response -> {
                                        if (current == watches) {
                                            take(response, this);
                                        }
                                    },
                                    broken -> {
                                        if (current == watches) {
                                            watchAnew();
                                        }
                                    }));
        }

        void watchAnew() {
            synchronized (ChangeRecorder.this) {
                watches++;
            }
            Thread later = new Thread(() -> {
                Await.pass(PAUSE);
                watch();
            });
            later.setDaemon(true);
            later.start();
        }
    }
}
