package io.portmaster.allocation;

import io.portmaster.commit.Batch;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.loop.Loop;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends this node's changes of services in turns. In a turn the changes that are independent of each other travel in one
 * transaction. The next turn begins when that transaction is answered. A create, and a change that gains ports, compare the
 * records of all services: if a node planned several on the same records and sent them one by one, they would make each other
 * fail.
 *
 * <p>A turn begins with the barrier. Then the operations that wait plan, in the order they came, all on the same records.
 * Changes that are independent of each other are sent, and travel in one transaction. A change that isn't independent of one
 * that was sent waits for the next turn, and so does an operation that came after the barrier was sent. The turn ends when each
 * change has an outcome, and other changes may follow.
 *
 * <p>While no other node changes services, a turn whose operations need no proof goes without the barrier: the records are most
 * likely current, and the transaction compares that.
 *
 * <p>Nodes compete for turns. The node nearest to the store could win all of them. So after a turn that a node has won while
 * others change services, it pauses for as long as that turn took, and for at most {@link #LONGEST_PAUSE}.
 */
final class ServiceTurns {
    private static final Logger log = LoggerFactory.getLogger(ServiceTurns.class);

    /** The largest number of operations that wait: the batcher queues as many mutations. */
    static final int MAX_WAITING = 4096;

    /** How long this node remembers another node's change of a service, or a race that another node won. */
    private static final Duration OTHERS_REMEMBERED_FOR = Duration.ofSeconds(1);

    /** The longest pause after a turn. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final Registry registry;
    private final Loop loop;

    /** The operations that wait for the next turn, by their places in the line. */
    private NavigableMap<Long, Waiting> waiting = new TreeMap<>();

    /** The operations whose turn it is: they came before the barrier was sent. */
    private NavigableMap<Long, Waiting> inTurn = new TreeMap<>();

    private long newestPlace;

    /** The changes that were sent in this turn. */
    private Batch sent;

    /** The number of changes that the turn waits for. */
    private int outstanding;

    private Stage stage = Stage.IDLE;
    private long begunAt;

    /** Whether a change took effect in this turn that another node's change could have made fail. */
    private boolean won;

    /** The revision of the newest change that this node has made or seen. */
    private long newestKnown = Registry.EMPTY;

    /** When another node was last seen to change a service. Null if none ever was. */
    private @Nullable Long othersSeen;

    /** What is known of the records that a turn plans on. */
    enum Proof {
        /** The barrier has passed: the records show everything that was acknowledged before. */
        GIVEN,
        /** There was no barrier. Nothing may be answered or refused because of these records. */
        NOT_ASKED,
        /** The barrier has not passed. */
        FAILED
    }

    private record Waiting(boolean needsProof, Consumer<Proof> plan) {}

    private enum Stage {
        /** No operation waits, and no turn is under way. */
        IDLE,
        /** The next turn begins soon. */
        SCHEDULED,
        /** The barrier is under way. */
        PROVING,
        /** The operations plan, one after the other in one task of the loop. */
        PLANNING,
        /** Changes are under way. */
        COMMITTING
    }

    ServiceTurns(Store store, Registry registry, Loop loop) {
        this.store = store;
        this.registry = registry;
        this.loop = loop;
        this.sent = new Batch(store.limits());
    }

    /** A new place at the end of the line. An operation keeps its place for all its turns. */
    long newPlace() {
        return ++newestPlace;
    }

    /**
     * Waits for a turn.
     *
     * @param place in the line
     * @param needsProof whether the turn has to begin with the barrier
     * @param plan called once, when it is the operation's turn
     */
    void await(long place, boolean needsProof, Consumer<Proof> plan) {
        waiting.put(place, new Waiting(needsProof, plan));
        if (stage == Stage.IDLE) {
            schedule(Duration.ZERO);
        }
    }

    /** Removes the operation at that place from the line, if one waits there. */
    void leave(long place) {
        waiting.remove(place);
        inTurn.remove(place);
    }

    /** Whether the line is full, so that no new operation should begin. */
    boolean isFull() {
        return waiting.size() + inTurn.size() >= MAX_WAITING;
    }

    /** Whether a change that was just planned may be sent in this turn. If not, it waits for another one. */
    boolean admits(Mutation change) {
        return stage == Stage.PLANNING && sent.fits(change);
    }

    /** Takes note of a change that was sent in this turn. */
    void follow(Mutation change, CompletableFuture<Outcome> outcome) {
        sent.add(change);
        outstanding++;
        boolean competes = change.rangeGuard() != null;
        outcome.whenComplete((result, fault) -> {
            if (fault == null) {
                takeIn(result, competes);
            } else {
                oneEnded();
            }
        });
    }

    private void begin() {
        if (waiting.isEmpty()) {
            stage = Stage.IDLE;
            return;
        }
        stage = Stage.PROVING;
        begunAt = loop.nanos();
        won = false;
        inTurn = waiting;
        waiting = new TreeMap<>();
        lookForOthers();
        if (inTurn.values().stream().noneMatch(Waiting::needsProof) && recordsAreLikelyCurrent()) {
            plan(Proof.NOT_ASKED);
        } else {
            store.barrier().thenAccept(caughtUp -> plan(caughtUp ? Proof.GIVEN : Proof.FAILED));
        }
    }

    private boolean recordsAreLikelyCurrent() {
        return registry.revision() >= newestKnown && !areOthersAbout();
    }

    private void plan(Proof proof) {
        stage = Stage.PLANNING;
        if (proof == Proof.GIVEN && registry.revision() < newestKnown) {
            // etcd was restored: revisions of its former history mean nothing.
            newestKnown = Registry.EMPTY;
        }
        lookForOthers();
        while (!inTurn.isEmpty() && sent.hasRoom()) {
            plan(inTurn.pollFirstEntry().getValue(), proof);
        }
        waiting.putAll(inTurn);
        inTurn.clear();
        stage = Stage.COMMITTING;
        endIfAllEnded();
    }

    /** Runs one plan. A fault in it doesn't end the turns of this node. */
    private static void plan(Waiting next, Proof proof) {
        try {
            next.plan().accept(proof);
        } catch (RuntimeException fault) {
            log.error("a change of a service failed in its turn", fault);
        }
    }

    private void lookForOthers() {
        long newest = registry.newestServiceRevision();
        if (newest > newestKnown && newestKnown != Registry.EMPTY) {
            othersSeen = loop.nanos();
        }
        newestKnown = Math.max(newestKnown, newest);
    }

    /** @param competes whether other nodes' changes of any service could make it fail */
    private void takeIn(Outcome outcome, boolean competes) {
        if (outcome instanceof Outcome.Unknown unknown) {
            // The turn ends after the operations have heard of the outcome, so that they keep their places in the next
            // turn. An outcome that can't be settled yet doesn't keep others: each change compares what it was planned
            // on.
            unknown.unblocked().thenRun(() -> loop.execute(this::oneEnded));
            return;
        }
        if (outcome instanceof Outcome.Committed committed) {
            won |= competes;
            newestKnown = Math.max(newestKnown, committed.revision());
        } else if (outcome instanceof Outcome.Conflict && competes) {
            othersSeen = loop.nanos();
        }
        oneEnded();
    }

    private void oneEnded() {
        outstanding--;
        endIfAllEnded();
    }

    private void endIfAllEnded() {
        if (stage == Stage.COMMITTING && outstanding == 0) {
            sent = new Batch(store.limits());
            Duration took = Duration.ofNanos(loop.nanos() - begunAt);
            schedule(won && areOthersAbout() ? took : Duration.ZERO);
        }
    }

    /** The tasks that wait on the loop run first, so that requests that came together share a turn. */
    private void schedule(Duration pause) {
        stage = Stage.SCHEDULED;
        if (pause.isZero()) {
            loop.execute(this::begin);
        } else {
            loop.after(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, this::begin);
        }
    }

    private boolean areOthersAbout() {
        return othersSeen != null && loop.nanos() - othersSeen < OTHERS_REMEMBERED_FOR.toNanos();
    }
}
