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
 * Lets this node's changes to services go one transaction after the other. Many of them compare the records of all services,
 * so changes of one node that are planned on the same records and sent one by one would make each other fail.
 *
 * <p>A turn begins with the barrier. Then those who wait plan, in the order they came, all on the same records; those whose
 * changes are independent of each other send them, and they travel in one transaction. Who plans a change that isn't
 * independent of one that was sent waits for the next turn. So does who came after the barrier was sent. The turn ends when
 * the outcome of each change is certain.
 *
 * <p>While no other node changes services, a turn of those who need no proof goes without the barrier: the records are most
 * likely current, and the transaction compares that they are.
 *
 * <p>Nodes compete for turns, and whoever is nearest to the store could win each one. So a node that has won a turn while
 * others change services gives way for as long as its turn took.
 */
final class ServiceTurns {
    private static final Logger log = LoggerFactory.getLogger(ServiceTurns.class);

    /** As many may wait as mutations may be queued in the batcher. */
    static final int MAX_WAITING = 4096;

    /** For how long another node's change, or a lost race, shows that others change services. */
    static final Duration LATELY = Duration.ofSeconds(1);

    /** The longest that a node gives way for. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final Registry registry;
    private final Loop loop;

    /** Those who wait for the next turn, by their places in the line. */
    private NavigableMap<Long, Waiting> waiting = new TreeMap<>();

    /** Those whose turn it is: they came before the barrier was sent. */
    private NavigableMap<Long, Waiting> due = new TreeMap<>();

    private long newestPlace;

    /** What was sent in this turn. */
    private Batch sent;

    /** How many of them have no certain outcome yet. */
    private int outstanding;

    private Stage stage = Stage.IDLE;
    private long begunAt;

    /** A change that another node's could have made fail took effect in this turn. */
    private boolean won;

    /** The revision of the newest change that this node made, or knows of already. */
    private long newestKnown = Registry.EMPTY;

    /** When another node was last seen to change a service; null if none ever was. */
    private @Nullable Long othersSeen;

    /** How well the records are known that a turn plans on. */
    enum Proof {
        /** The barrier has passed: they show all that was acknowledged before. */
        GIVEN,
        /** There was no barrier. Nothing may be answered or refused for what they show. */
        NOT_ASKED,
        /** The barrier could not be passed. */
        FAILED
    }

    private record Waiting(boolean needsProof, Consumer<Proof> plan) {}

    private enum Stage {
        /** Nobody waits, and nothing is under way. */
        IDLE,
        /** The next turn begins soon. */
        SCHEDULED,
        /** The barrier is on its way. */
        PROVING,
        /** Those who wait plan, one after the other in one task of the loop. */
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

    /** A place at the end of the line, for who has none yet. Who needs several turns keeps it. */
    long newPlace() {
        return ++newestPlace;
    }

    /**
     * Waits for a turn.
     *
     * @param place in the line
     * @param needsProof whether the turn has to begin with the barrier
     * @param plan called once, when the registry may be looked at
     */
    void await(long place, boolean needsProof, Consumer<Proof> plan) {
        waiting.put(place, new Waiting(needsProof, plan));
        if (stage == Stage.IDLE) {
            schedule(Duration.ZERO);
        }
    }

    /** Takes back what waits at that place, if anything does. */
    void leave(long place) {
        waiting.remove(place);
        due.remove(place);
    }

    /** Whether so many wait already that nothing new should be begun. */
    boolean isFull() {
        return waiting.size() + due.size() >= MAX_WAITING;
    }

    /** Whether a change that was planned just now may be sent in this turn; else it has to wait for another one. */
    boolean admits(Mutation change) {
        return stage == Stage.PLANNING && sent.fits(change);
    }

    /** A change was sent in this turn. */
    void follow(Mutation change, CompletableFuture<Outcome> outcome) {
        sent.add(change);
        outstanding++;
        boolean competes = change.rangeGuard() != null;
        outcome.whenComplete((result, fault) -> {
            if (fault == null) {
                takeIn(result, competes);
            } else {
                oneIsCertain();
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
        due = waiting;
        waiting = new TreeMap<>();
        lookForOthers();
        if (due.values().stream().noneMatch(Waiting::needsProof) && recordsAreLikelyCurrent()) {
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
            // The store was restored: the revisions of its former history mean nothing.
            newestKnown = Registry.EMPTY;
        }
        lookForOthers();
        while (!due.isEmpty() && sent.hasRoom()) {
            plan(due.pollFirstEntry().getValue(), proof);
        }
        waiting.putAll(due);
        due.clear();
        stage = Stage.COMMITTING;
        endIfAllIsCertain();
    }

    /** A fault of one plan must not end all turns of this node. */
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

    /** @param competes whether any node's change to any service could make it fail */
    private void takeIn(Outcome outcome, boolean competes) {
        if (outcome instanceof Outcome.Unknown unknown) {
            // Behind those who hear of it just now, so that they keep their places in the next turn. Others don't wait
            // for
            // what can't be settled: each change compares what it was planned on.
            unknown.passable().thenRun(() -> loop.execute(this::oneIsCertain));
            return;
        }
        if (outcome instanceof Outcome.Committed committed) {
            won |= competes;
            newestKnown = Math.max(newestKnown, committed.revision());
        } else if (outcome instanceof Outcome.Conflict && competes) {
            othersSeen = loop.nanos();
        }
        oneIsCertain();
    }

    private void oneIsCertain() {
        outstanding--;
        endIfAllIsCertain();
    }

    private void endIfAllIsCertain() {
        if (stage == Stage.COMMITTING && outstanding == 0) {
            sent = new Batch(store.limits());
            Duration took = Duration.ofNanos(loop.nanos() - begunAt);
            schedule(won && areOthersAbout() ? took : Duration.ZERO);
        }
    }

    /** Behind the tasks that already wait on the loop, so that requests which came together go together. */
    private void schedule(Duration pause) {
        stage = Stage.SCHEDULED;
        if (pause.isZero()) {
            loop.execute(this::begin);
        } else {
            loop.after(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, this::begin);
        }
    }

    private boolean areOthersAbout() {
        return othersSeen != null && loop.nanos() - othersSeen < LATELY.toNanos();
    }
}
