package io.portmaster.history;

import io.etcd.jetcd.kv.GetResponse;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.KeySpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one service during a test: the {@link Journal} of its clients, and every change that etcd has seen. In the
 * end the checker compares the two.
 */
public final class Recording implements AutoCloseable {
    /** The revision of the first change of an etcd. */
    private static final long FIRST = 2;

    /** The TTL of offers, unless a test gives another one. */
    private static final Duration OFFER_TTL = Duration.ofMinutes(30);

    /** How much later than its TTL an offer may end: a slice of a shared lease, etcd's own rounding, and a new leader. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final EtcdCluster etcd;
    private final String prefix;
    private final String service;
    private final Journal journal;
    private final long from;
    private final KeySpace start;
    private Duration offerTtl = OFFER_TTL;
    private Duration reuseDelay = Duration.ZERO;
    private Duration busyDelay = Duration.ZERO;
    private @Nullable ChangeRecorder recorder;

    private Recording(EtcdCluster etcd, String prefix, String service, Journal journal, long from, KeySpace start) {
        this.etcd = etcd;
        this.prefix = prefix;
        this.service = service;
        this.journal = journal;
        this.from = from;
        this.start = start;
    }

    /**
     * Watches etcd from now on, so that the chronicle has the latest time at which each change happened.
     *
     * @param prefix of all keys of the nodes, ends in a slash; nothing stands in the service yet
     */
    public static Recording live(EtcdCluster etcd, String prefix, String service, Journal journal) {
        Recording recording = afterwards(etcd, prefix, service, journal);
        recording.changes();
        return recording;
    }

    /**
     * Watches etcd in the end only, for tests that a watch would disturb, or whose members come and go. etcd must not have been
     * compacted then. The chronicle has all changes, but knows less of their times.
     *
     * @param prefix of all keys of the nodes, ends in a slash
     */
    public static Recording afterwards(EtcdCluster etcd, String prefix, String service, Journal journal) {
        return new Recording(etcd, prefix, service, journal, FIRST, new KeySpace(prefix));
    }

    /**
     * Watches an etcd that has records already. Nobody knows who asked for these records, so that only the keys can be judged.
     *
     * @param prefix of all keys of the nodes, ends in a slash
     */
    public static Recording fromNow(EtcdCluster etcd, String prefix, String service) {
        GetResponse start = KeySpace.get(etcd.client(), prefix);
        KeySpace keys = new KeySpace(prefix);
        keys.take(start);
        Recording recording = new Recording(
                etcd, prefix, service, new Journal(), start.getHeader().getRevision() + 1, keys);
        recording.changes();
        return recording;
    }

    /** Says for how long the service's offers stand, and its ports cool. */
    public Recording promising(Duration ttl, Duration reuse, Duration busy) {
        offerTtl = ttl;
        reuseDelay = reuse;
        busyDelay = busy;
        return this;
    }

    /** All changes that a watch of etcd has told. */
    public ChangeRecorder changes() {
        if (recorder == null) {
            AtomicLong cluster = new AtomicLong(Long.parseUnsignedLong(etcd.clusterId(), 16));
            List<String> members = List.of(etcd.endpoints().split(","));
            recorder = new ChangeRecorder(members, cluster, prefix, service, from, start);
        }
        return recorder;
    }

    /** The violations of the keys' invariants, at any revision. */
    public List<String> violationsOfKeys() {
        changes().catchUp(etcd.revision());
        return changes().violations();
    }

    /**
     * The violations by keys and by changes, and the answers that break the API's contract. Reads aren't judged: this is for a
     * service that is deleted and created again meanwhile.
     */
    public List<String> violationsOfChanges() {
        List<String> found = common();
        Checker.violationsOfChanges(evidence()).forEach(each -> found.add(each.toString()));
        return found;
    }

    /** The violations by keys, changes and reads. The list is empty if all is well. Call it when the clients are at rest. */
    public List<String> violations() {
        List<String> found = common();
        Evidence evidence = evidence();
        Checker.violations(evidence).forEach(each -> found.add(each.toString()));
        return found;
    }

    private List<String> common() {
        List<String> found = new ArrayList<>(journal.breaches());
        found.addAll(violationsOfKeys());
        found.addAll(differences(
                changes().chronicle(), KeySpace.read(etcd.client(), prefix), service));
        return found;
    }

    private Evidence evidence() {
        Chronicle chronicle = changes().chronicle();
        long now = System.nanoTime();
        chronicle.completeUntil(now);
        return new Evidence(
                journal.exchanges(),
                journal.rawReads(),
                chronicle,
                new Promises(offerTtl, SLACK, now, reuseDelay, busyDelay, Set.of()));
    }

    /** The differences between the chronicle's end and the keys. If there is one, the chronicle proves nothing. */
    public static List<String> differences(Chronicle chronicle, KeySpace keys, String service) {
        Set<HeldPort> stored = new HashSet<>();
        keys.ports().stream()
                .filter(port -> port.service().equals(service))
                .forEach(port -> stored.add(HeldPort.of(port)));
        Set<HeldPort> told = new HashSet<>(chronicle.last().values());
        return told.equals(stored) ? List.of() : List.of("the chronicle ends with " + told + ", etcd holds " + stored);
    }

    @Override
    public void close() {
        if (recorder != null) {
            recorder.close();
        }
    }
}
