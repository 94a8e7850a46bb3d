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

/** The cluster with all that goes on in it: what faults can reach. */
final class Scene {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BURST = 64;
    private static final int GARBAGE = 256 << 10;

    /** Clients' numbers beyond those of the instances. */
    private static final int STRANGER = 1_000;

    private final Arena arena;
    private final ChangeRecorder recorder;
    private final Journal journal;
    private final AtomicLong cluster;
    private final List<String> findings = new ArrayList<>();
    private final Set<Long> revoked = new LinkedHashSet<>();
    private int bursts;

    /** @param cluster id of the etcd cluster whose word counts */
    Scene(Arena arena, ChangeRecorder recorder, Journal journal, AtomicLong cluster) {
        this.cluster = cluster;
        this.arena = arena;
        this.recorder = recorder;
        this.journal = journal;
    }

    Arena arena() {
        return arena;
    }

    /** Returns once there were so many. */
    void awaitChanges(int count) {
        long from = recorder.revision();
        Await.until(count + " changes", PATIENCE, () -> recorder.revision() >= from + count);
    }

    /** Returns once the recorder has all up to that revision. */
    void catchUp(long revision) {
        recorder.catchUp(revision);
    }

    /**
     * From now on the word of etcd as it was restored counts.
     *
     * @throws IllegalStateException if it lacks changes that the recorder has, or has others
     */
    void followRestoredEtcd() {
        long restored = arena.revision();
        if (restored != recorder.revision() + EtcdCluster.BUMP) {
            throw new IllegalStateException(
                    "etcd was restored to revision " + restored + ", and the recorder was at " + recorder.revision());
        }
        cluster.set(Long.parseUnsignedLong(arena.etcd().clusterId(), 16));
        recorder.continueAt(restored);
    }

    /** Finds fault with whoever has written to an etcd that holds nothing. */
    void findUntouched(EtcdProcess stranger) {
        if (stranger.revision() != 1 || !stranger.leases().isEmpty()) {
            findings.add("somebody has written to " + stranger.endpoint() + ", which is of another cluster: revision "
                    + stranger.revision() + ", leases " + stranger.leases());
        }
    }

    /** What was wrong besides, in words. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** All that is known up to now goes, and the recorder has it. */
    void compact() {
        long revision = arena.revision();
        recorder.catchUp(revision);
        arena.etcd().ctl("compact", Long.toString(revision));
    }

    /** Puts garbage beside the records until etcd takes no more. */
    void fillUp() {
        KV kv = arena.etcd().client().getKVClient();
        ByteSequence garbage = ByteSequence.from(new byte[GARBAGE]);
        try {
            for (int number = 0; ; number++) {
                kv.put(KeySpace.bytes("/garbage/" + number), garbage).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            // It is full.
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("can't fill etcd up", e);
        }
    }

    /** Ends all leases that offers are on now. Some may end by themselves meanwhile. */
    void revokeLeases() {
        Lease leases = arena.etcd().client().getLeaseClient();
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

    /** Many clients at once, who ask one node for a port each, and leave it at that. */
    void burst(Random random) {
        AccessPoint entry = arena.nodeEntries().get(random.nextInt(Host.NODES.size()));
        int burst = bursts++;
        try (Crowd crowd = Crowd.acting(BURST, number -> {
            Request request = new Request.Offer("burst-" + burst + "-" + number, false, null);
            journal.ask(STRANGER + number, entry, request);
        })) {
            crowd.await(PATIENCE);
        }
    }
}
