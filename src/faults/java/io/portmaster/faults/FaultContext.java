package io.portmaster.faults;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.ChangeRecorder;
import io.portmaster.history.Journal;
import io.portmaster.history.Request;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.Crowd;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.EtcdProcess;
import io.portmaster.cluster.KeySpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What a fault works with: the cluster, the recorder of etcd's changes, and the clients' journal. */
final class FaultContext {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BURST = 64;
    private static final int GARBAGE = 256 << 10;

    /** The lowest client number that no instance has. */
    private static final int STRANGER = 1_000;

    private final FaultCluster cluster;
    private final ChangeRecorder recorder;
    private final Journal journal;
    private final AtomicLong clusterId;
    private final List<String> findings = new ArrayList<>();
    private final Set<Long> revoked = new LinkedHashSet<>();
    private int bursts;

    /** @param clusterId id of the etcd clusterId whose word counts */
    FaultContext(FaultCluster cluster, ChangeRecorder recorder, Journal journal, AtomicLong clusterId) {
        this.clusterId = clusterId;
        this.cluster = cluster;
        this.recorder = recorder;
        this.journal = journal;
    }

    FaultCluster cluster() {
        return cluster;
    }

    /** Waits until etcd has made {@code count} further changes. */
    void awaitChanges(int count) {
        long from = recorder.revision();
        Await.until(count + " changes", PATIENCE, () -> recorder.revision() >= from + count);
    }

    /** Waits until the recorder has all changes up to that revision. */
    void catchUp(long revision) {
        recorder.catchUp(revision);
    }

    /**
     * Follows etcd into its restored cluster. The recorder continues there.
     *
     * @throws IllegalStateException if it lacks changes that the recorder has, or has others
     */
    void followRestoredEtcd() {
        long restored = cluster.revision();
        if (restored != recorder.revision() + EtcdCluster.BUMP) {
            throw new IllegalStateException(
                    "etcd was restored to revision " + restored + ", and the recorder was at " + recorder.revision());
        }
        clusterId.set(Long.parseUnsignedLong(cluster.etcd().clusterId(), 16));
        recorder.continueAt(restored);
    }

    /** Reports a finding if anybody has written to the stranger, an etcd that must stay empty. */
    void findUntouched(EtcdProcess stranger) {
        if (stranger.revision() != 1 || !stranger.leases().isEmpty()) {
            findings.add("somebody has written to " + stranger.endpoint() + ", which is of another cluster: revision "
                    + stranger.revision() + ", leases " + stranger.leases());
        }
    }

    /** What the faults themselves have found wrong, in words. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Compacts etcd up to now. The recorder has all changes before. */
    void compact() {
        long revision = cluster.revision();
        recorder.catchUp(revision);
        cluster.etcd().ctl("compact", Long.toString(revision));
    }

    /** Puts garbage beside the records until etcd takes no more. */
    void fillUp() {
        KV kv = cluster.etcd().client().getKVClient();
        ByteSequence garbage = ByteSequence.from(new byte[GARBAGE]);
        try {
            for (int number = 0; ; number++) {
                kv.put(KeySpace.bytes("/garbage/" + number), garbage).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            // etcd is full.
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("can't fill etcd up", e);
        }
    }

    /** Ends all leases that offers have now. Some may end by themselves meanwhile. */
    void revokeLeases() {
        Lease leases = cluster.etcd().client().getLeaseClient();
        for (long lease : recorder.leases()) {
            revoked.add(lease);
            CompletableFuture<?> reply = leases.revoke(lease);
            Await.until("lease " + lease + " has ended", PATIENCE, reply::isDone);
        }
    }

    /** The leases that {@link #revokeLeases} has ended. */
    Set<Long> revoked() {
        return revoked;
    }

    /** Lets many clients ask one node for a port at once. They do nothing with the offers. */
    void burst(Random random) {
        AccessPoint entry = cluster.nodeEntries().get(random.nextInt(Host.NODES.size()));
        int burst = bursts++;
        try (Crowd crowd = Crowd.acting(BURST, number -> {
            Request request = new Request.Offer("burst-" + burst + "-" + number, false, null);
            journal.ask(STRANGER + number, entry, request);
        })) {
            crowd.await(PATIENCE);
        }
    }
}
