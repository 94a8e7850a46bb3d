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
 * A store that fails as a test says. Each scripted fate befalls one of the next batches, in order; all others pass. It can do
 * everything that can go wrong with a store, and nothing else.
 */
final class ScriptedStore implements Store {
    private final InMemoryStore records;
    private final Deque<Fate> script = new ArrayDeque<>();
    private final List<List<Mutation>> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> unsettled = new ArrayList<>();
    private int barriers;

    /** How many records the lease that was asked for last was to carry. */
    private int recordsOnLease;

    /** Why the store grants no leases. Null if it grants them. */
    private @Nullable String refusalOfLeases;

    /** The fate of a batch. */
    private interface Fate {
        CompletableFuture<List<Outcome>> befall(List<Mutation> batch);
    }

    ScriptedStore(InMemoryStore records) {
        this.records = records;
    }

    /** The next batch is lost on its way, and its outcome is unknown. */
    void loseRequest() {
        script.add(batch -> CompletableFuture.completedFuture(unknown(batch)));
    }

    /**
     * The next batch is lost on its way, and the store has no space for the fence: other mutations may go on, but the outcome
     * isn't settled.
     */
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

    /** The next batch takes longer than anybody waits. It arrives when the test says so. */
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

    /** Makes the change before the next batch arrives. */
    void beforeNext(Runnable change) {
        script.add(batch -> {
            change.run();
            return records.commit(batch);
        });
    }

    /** Makes the change after the next batch has committed, and before its reply. */
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

    /** From now on the store grants no leases, for that reason. */
    void grantNothing(String why) {
        refusalOfLeases = why;
    }

    /** Settles all unknown outcomes: the fence stands, and the registry shows what came of them. */
    void settle() {
        records.resumeMirror();
        List<CompletableFuture<Void>> all = List.copyOf(unsettled);
        unsettled.clear();
        all.forEach(settled -> settled.complete(null));
    }

    /** All batches that were sent so far. */
    List<List<Mutation>> sent() {
        return sent;
    }

    /** All mutations that were sent so far, in order. */
    List<Mutation> mutations() {
        return sent.stream().flatMap(List::stream).toList();
    }

    int barriers() {
        return barriers;
    }

    int recordsOnLease() {
        return recordsOnLease;
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
    public CompletableFuture<Optional<Lease>> lease(Duration atLeast, int carried) {
        recordsOnLease = carried;
        return refusalOfLeases == null
                ? records.lease(atLeast, carried)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public @Nullable String refusalOfChanges() {
        return refusalOfLeases;
    }

    @Override
    public @Nullable Duration staleness() {
        return records.staleness();
    }

    /** One fence settles a whole batch, as in a real store. */
    private List<Outcome> unknown(List<Mutation> batch) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        unsettled.add(settled);
        return Collections.nCopies(batch.size(), new Unknown(settled));
    }

    /** A batch whose outcome is unknown, and which may still arrive before its fence stands. */
    final class Delayed {
        private @Nullable List<Mutation> batch;

        CompletableFuture<List<Outcome>> arrive() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            return records.commit(batch);
        }
    }

    /** A batch that waits on its way. */
    final class Held {
        private final CompletableFuture<List<Outcome>> reply = new CompletableFuture<>();
        private @Nullable List<Mutation> batch;

        boolean wasSent() {
            return batch != null;
        }

        /** Lets the batch arrive, and its reply return. */
        void letThrough() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            records.commit(batch).thenAccept(reply::complete);
        }

        /** Lets the batch arrive, and loses its reply. */
        void loseReply() {
            if (batch == null) {
                throw new AssertionError("it was never sent");
            }
            List<Mutation> arriving = batch;
            records.commit(arriving).thenAccept(outcomes -> reply.complete(unknown(arriving)));
        }
    }
}
