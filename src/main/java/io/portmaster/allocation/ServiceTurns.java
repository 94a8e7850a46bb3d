package io.portmaster.allocation;

import io.portmaster.commit.Loop;
import io.portmaster.commit.Mutation.ServiceMutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets this node's changes to services go one transaction after the other. Many of them compare the records of all services,
 * so changes of one node that are planned on the same records and sent one by one would make each other fail.
 *
 * <p>A turn begins with the barrier. Then those who wait plan, in the order they came, all on the same records; those whose
 * changes are independent of each other send them, and they travel in one transaction. Who plans a change that isn't
 * independent of one that was sent waits for the next turn. So does who came after the barrier was sent. The turn ends when
 * the outcome of each change is certain.
 *
 * <p>Nodes compete for turns, and whoever is nearest to the store could win each one. So a node that has won a turn while
 * others change services gives way for as long as its turn took.
 */
final class ServiceTurns {
    /** As many may wait as mutations may be queued in the batcher. */
    static final int MAX_WAITING = 4096;

    /** For how long another node's change, or a lost race, shows that others change services. */
    static final Duration LATELY = Duration.ofSeconds(1);

    /** The longest that a node gives way for. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final Registry registry;
    private final Loop loop;

    /** In the order they came. Each is told whether the barrier has passed. */
    private final Deque<Consumer<Boolean>> waiting = new ArrayDeque<>();

    /** Those of this turn who wait for the next one. */
    private final Deque<Consumer<Boolean>> deferred = new ArrayDeque<>();

    /** What was sent in this turn. */
    private final List<ServiceMutation> sent = new ArrayList<>();

    /** How many of them have no certain outcome yet. */
    private int outstanding;

    private Stage stage = Stage.IDLE;
    private long begunAt;
    private boolean won;

    /** The revision of the newest change that this node made, or knows of already. */
    private long newestKnown = Registry.EMPTY;

    /** When others were last seen to change services; null if they never were. */
    private @Nullable Long othersSeen;

    private enum Stage {
        /** Nobody waits, and nothing is under way. */
        IDLE,
        /** The barrier is on its way. */
        PROVING,
        /** Those who wait plan, one after the other in one task of the loop. */
        PLANNING,
        /** Changes are under way. */
        COMMITTING,
        /** Another node may go first. */
        GIVING_WAY
    }

    ServiceTurns(Store store, Registry registry, Loop loop) {
        this.store = store;
        this.registry = registry;
        this.loop = loop;
    }

    /**
     * Waits for a turn.
     *
     * @param plan called once, when the registry may be looked at; with false if it isn't known to be current
     */
    void await(Consumer<Boolean> plan) {
        (stage == Stage.PLANNING ? deferred : waiting).add(plan);
        if (stage == Stage.IDLE) {
            begin();
        }
    }

    /** Whether so many wait already that nothing new should be begun. */
    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /** Whether a change that was planned just now may be sent in this turn; else it has to wait for another one. */
    boolean admits(ServiceMutation change) {
        return stage == Stage.PLANNING
                && sent.size() < Store.MAX_BATCH
                && sent.stream().allMatch(change::isIndependentOf);
    }

    /** A change was sent in this turn. */
    void follow(ServiceMutation change, CompletableFuture<Outcome> outcome) {
        sent.add(change);
        outstanding++;
        outcome.thenAccept(this::takeIn);
    }

    private void begin() {
        if (waiting.isEmpty()) {
            stage = Stage.IDLE;
            return;
        }
        stage = Stage.PROVING;
        begunAt = loop.nanos();
        won = false;
        int proven = waiting.size();
        store.caughtUp().thenAccept(caughtUp -> plan(caughtUp, proven));
    }

    /** @param proven so many came before the barrier was sent */
    private void plan(boolean caughtUp, int proven) {
        stage = Stage.PLANNING;
        lookForOthers();
        for (int i = 0; i < proven && sent.size() < Store.MAX_BATCH; i++) {
            waiting.remove().accept(caughtUp);
        }
        while (!deferred.isEmpty()) {
            waiting.addFirst(deferred.removeLast());
        }
        stage = Stage.COMMITTING;
        endIfAllIsCertain();
    }

    private void lookForOthers() {
        long newest = registry.newestServiceRevision();
        if (newest > newestKnown && newestKnown != Registry.EMPTY) {
            othersSeen = loop.nanos();
        }
        newestKnown = Math.max(newestKnown, newest);
    }

    private void takeIn(Outcome outcome) {
        if (outcome instanceof Outcome.Unknown unknown) {
            unknown.settled().thenRun(this::oneIsCertain);
            return;
        }
        if (outcome instanceof Outcome.Committed committed) {
            won = true;
            newestKnown = Math.max(newestKnown, committed.revision());
        } else if (outcome instanceof Outcome.Conflict) {
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
            sent.clear();
            Duration took = Duration.ofNanos(loop.nanos() - begunAt);
            if (won && areOthersAbout()) {
                stage = Stage.GIVING_WAY;
                loop.after(took.compareTo(LONGEST_PAUSE) < 0 ? took : LONGEST_PAUSE, this::begin);
            } else {
                // Behind the answers that go out just now: who has to plan again comes in first.
                stage = Stage.GIVING_WAY;
                loop.execute(this::begin);
            }
        }
    }

    private boolean areOthersAbout() {
        return othersSeen != null && loop.nanos() - othersSeen < LATELY.toNanos();
    }
}
