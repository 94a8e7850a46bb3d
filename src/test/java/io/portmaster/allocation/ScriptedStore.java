package io.portmaster.allocation;

import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Outcome.Unknown;
import io.portmaster.commit.Store;
import io.portmaster.contract.InMemoryStore;
import io.portmaster.domain.Lease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails as a test says: what is scripted befalls the next batches, one each, in order; all others pass.
 * Everything that can go wrong at a store's edge is here, and nothing that can't.
 */
final class ScriptedStore implements Store {
    private final InMemoryStore records;
    private final Deque<Fate> script = new ArrayDeque<>();
    private final List<List<Mutation>> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> unsettled = new ArrayList<>();
    private int barriers;
    private int leasesAsked;

    /** What befalls a batch. */
    private interface Fate {
        CompletableFuture<List<Outcome>> befall(List<Mutation> batch);
    }

    ScriptedStore(InMemoryStore records) {
        this.records = records;
    }

    /** The next batch never gets to the store, and nobody can tell. */
    void loseRequest() {
        script.add(batch -> CompletableFuture.completedFuture(unknown(batch)));
    }

    /** The next batch gets lost, and the store has no space for the fence: others may go on, but nothing is settled. */
    void loseRequestInAFullStore() {
        script.add(batch -> {
            CompletableFuture<Void> settled = new CompletableFuture<>();
            unsettled.add(settled);
            Outcome unknown = new Unknown(settled, CompletableFuture.completedFuture(null));
            return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), unknown));
        });
    }

    /** The next batch commits, and its reply is lost. */
    void loseReply() {
        script.add(batch -> records.commit(batch).thenApply(outcomes -> unknown(batch)));
    }

    /** The next batch is on its way for longer than anybody waits. It arrives when the test says so. */
    Delayed delayRequest() {
        Delayed delayed = new Delayed();
        script.add(batch -> {
            delayed.batch = batch;
            return CompletableFuture.completedFuture(unknown(batch));
        });
        return delayed;
    }

    /** The next batch changes nothing, for that reason. */
    void refuse(Reason reason) {
        script.add(
                batch -> CompletableFuture.completedFuture(Collections.nCopies(batch.size(), new NotApplied(reason))));
    }

    /** Something happens while the next batch is on its way, before it arrives. */
    void beforeNext(Runnable change) {
        script.add(batch -> {
            change.run();
            return records.commit(batch);
        });
    }

    /** Something happens between the commit of the next batch and its reply. */
    void beforeReply(Runnable change) {
        script.add(batch -> records.commit(batch).thenApply(outcomes -> {
            change.run();
            return outcomes;
        }));
    }

    /** The next batch waits until the test lets it through. */
    Held hold() {
        Held held = new Held();
        script.add(batch -> {
            held.batch = batch;
            return held.reply;
        });
        return held;
    }

    /** The next batch passes. */
    void pass() {
        script.add(records::commit);
    }

    /** The fence stands, and the registry is past it: all that was unknown shows. */
    void settle() {
        records.resumeMirror();
        List<CompletableFuture<Void>> all = List.copyOf(unsettled);
        unsettled.clear();
        all.forEach(settled -> settled.complete(null));
    }

    /** All batches so far, whatever befell them. */
    List<List<Mutation>> sent() {
        return sent;
    }

    /** All mutations so far, in the order they were sent. */
    List<Mutation> mutations() {
        return sent.stream().flatMap(List::stream).toList();
    }

    int barriers() {
        return barriers;
    }

    int leasesAsked() {
        return leasesAsked;
    }

    @Override
    public BatchLimits limits() {
        return records.limits();
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
        sent.add(batch);
        Fate fate = script.poll();
        return fate == null ? records.commit(batch) : fate.befall(batch);
    }

    @Override
    public CompletableFuture<Boolean> barrier() {
        barriers++;
        return records.barrier();
    }

    @Override
    public CompletableFuture<Optional<Lease>> lease(Duration atLeast) {
        leasesAsked++;
        return records.lease(atLeast);
    }

    @Override
    public @Nullable Duration staleness() {
        return records.staleness();
    }

    /** As a real store does, one fence settles a whole batch. */
    private List<Outcome> unknown(List<Mutation> batch) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        unsettled.add(settled);
        return Collections.nCopies(batch.size(), new Unknown(settled));
    }

    /** A batch that was given up for unknown, and may still arrive: before its fence stands, that is. */
    final class Delayed {
        private @Nullable List<Mutation> batch;

        CompletableFuture<List<Outcome>> arrive() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            return records.commit(batch);
        }
    }

    /** A batch that stands still on its way. */
    final class Held {
        private final CompletableFuture<List<Outcome>> reply = new CompletableFuture<>();
        private @Nullable List<Mutation> batch;

        boolean wasSent() {
            return batch != null;
        }

        /** Lets it arrive, and its reply return. */
        void letThrough() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            records.commit(batch).thenAccept(reply::complete);
        }

        /** It commits or not, and its reply is lost. */
        void loseReply() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            List<Mutation> arriving = batch;
            records.commit(arriving).thenAccept(outcomes -> reply.complete(unknown(arriving)));
        }
    }
}
