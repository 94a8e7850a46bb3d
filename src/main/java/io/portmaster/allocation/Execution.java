package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.registry.Planning;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries one operation from its plan to its answer: plan, send, learn from what came back, plan again. It holds the rules
 * that all operations share:
 *
 * <ul>
 *   <li>an answer that the request's own transaction didn't decide is given on a proven view only;
 *   <li>an unknown outcome is settled by the store's fence before anything else happens;
 *   <li>past its caller's patience nothing is planned or sent, and the refusal says truthfully whether something may have
 *       happened.
 * </ul>
 */
final class Execution<T> {
    private static final int EAGER_TRIES = 8;
    private static final Duration PAUSE_AFTER_CONFLICT = Duration.ofMillis(50);

    /** A node asks twice a second whether its records are current. If they are older than this, the store is not well. */
    private static final Duration CURRENT = Duration.ofMillis(1500);

    private final Operation<T> operation;
    private final RequestContext caller;
    private final Committer committer;
    private final ServiceTurns turns;
    private final Store store;
    private final Registry registry;
    private final Planning planning;
    private final Loop loop;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** The mutation whose outcome is awaited. */
    private @Nullable Pending pending;

    /** The last mutation's outcome is unknown, and no plan was made since on a view that would show it. */
    private boolean unresolved;

    private int conflictsInARow;

    /** In the line of those who change services; 0 before it has one. */
    private long place;

    Execution(
            Operation<T> operation,
            RequestContext caller,
            Committer committer,
            ServiceTurns turns,
            Store store,
            Registry registry,
            Planning planning,
            Loop loop) {
        this.operation = operation;
        this.caller = caller;
        this.committer = committer;
        this.turns = turns;
        this.store = store;
        this.registry = registry;
        this.planning = planning;
        this.loop = loop;
    }

    /** Completes with the answer, or with a {@link RefusedException}. */
    CompletableFuture<T> answer() {
        return answer;
    }

    RequestContext caller() {
        return caller;
    }

    /** Plans the next step, on the view that is good enough for it. */
    void look() {
        if (isOver()) {
            return;
        }
        // One conflict teaches what it was about. If that didn't help, guessing on wouldn't either.
        boolean guessing = conflictsInARow < 2 && !unresolved && !operation.looksOnlyWhenProven();
        if (!guessing || !registry.isLoaded()) {
            prove();
        } else if (operation.takesTurns()) {
            turns.await(place(), false, this::lookInTurn);
        } else {
            lookUnproven();
        }
    }

    private void lookUnproven() {
        guarded(() -> take(operation.plan(planning.view(operation.space()), false), false));
    }

    private void prove() {
        if (operation.takesTurns()) {
            turns.await(place(), true, this::lookInTurn);
        } else {
            store.barrier().thenAccept(this::proved);
        }
    }

    private void lookInTurn(ServiceTurns.Proof proof) {
        if (proof != ServiceTurns.Proof.NOT_ASKED) {
            proved(proof == ServiceTurns.Proof.GIVEN);
        } else if (!isOver()) {
            lookUnproven();
        }
    }

    private long place() {
        if (place == 0) {
            place = turns.newPlace();
        }
        return place;
    }

    private void proved(boolean caughtUp) {
        if (isOver()) {
            return;
        }
        String refusal = store.refusalOfReads();
        if (caughtUp && registry.isLoaded()) {
            lookProven();
        } else if (refusal != null) {
            refuseUnavailable(refusal);
        } else {
            prove();
        }
    }

    private void lookProven() {
        guarded(() -> {
            Step<T> step = operation.plan(registry.records(operation.space()), true);
            unresolved = false;
            take(step, true);
        });
    }

    private void take(Step<T> step, boolean proven) {
        if (step instanceof Step.Send<T> send) {
            send(send.mutation());
        } else if (step instanceof Step.Await<T> await) {
            await.event().thenRun(this::look);
        } else if (step instanceof Step.Again<T>) {
            look();
        } else if (!proven) {
            prove();
        } else if (step instanceof Step.Answer<T> yes) {
            answer.complete(yes.value());
        } else {
            refuse(((Step.Refuse<T>) step).refusal());
        }
    }

    private void send(Mutation mutation) {
        if (!caller.isWorthSending(loop.nanos())) {
            giveUp();
        } else if (mutation.kind().changesServices()) {
            sendInTurn(mutation);
        } else {
            submit(mutation);
        }
    }

    private void sendInTurn(Mutation change) {
        if (turns.admits(change)) {
            turns.follow(change, submit(change).outcome());
        } else {
            prove();
        }
    }

    private Pending submit(Mutation mutation) {
        Pending sent = committer.submit(mutation, caller);
        pending = sent;
        sent.outcome().whenComplete((outcome, fault) -> {
            if (fault == null) {
                guarded(() -> received(mutation, outcome));
            } else {
                answer.completeExceptionally(fault);
            }
        });
        return sent;
    }

    private void received(Mutation mutation, Outcome outcome) {
        if (answer.isDone()) {
            return;
        }
        pending = null;
        conflictsInARow = outcome instanceof Outcome.Conflict ? conflictsInARow + 1 : 0;
        if (outcome instanceof Outcome.Committed committed) {
            take(operation.committed(mutation, committed.revision()), true);
        } else if (outcome instanceof Outcome.Conflict conflict) {
            Refusal decided = operation.decidedBy(mutation, conflict.seen());
            if (decided == null) {
                lookAfterConflict();
            } else {
                refuse(decided);
            }
        } else if (outcome instanceof Outcome.Unknown unknown) {
            unresolved = true;
            operation.unresolved(mutation);
            // Behind all that the settlement sets free, such as the ports of this batch's other claims. A fence that
            // was stuck was sent before this request came: so its revision is no barrier.
            unknown.settled().thenRun(() -> loop.execute(this::look));
        } else {
            notApplied((Outcome.NotApplied) outcome);
        }
    }

    /**
     * Rivals are few and mostly quick. What conflicts again and again is something else, and gets no faster by asking. Who
     * takes turns asks no more often than those come.
     */
    private void lookAfterConflict() {
        if (conflictsInARow <= EAGER_TRIES || operation.takesTurns()) {
            look();
        } else {
            loop.after(PAUSE_AFTER_CONFLICT, this::look);
        }
    }

    private void notApplied(Outcome.NotApplied outcome) {
        switch (outcome.reason()) {
            case REFUSED -> refuseUnavailable(String.valueOf(outcome.detail()));
            case INVALID -> refuseUnavailable("the store refuses the transaction");
            // For as long as a call may take, the store was out of reach: more of the same would hardly help.
            case NOT_SENT -> refuseUnavailable("the store is out of reach");
            case WITHDRAWN, KEPT_BACK, LEASE_GONE, FENCED, STRANGER -> look();
        }
    }

    /** A fault of this program ends the request that met it, rather than leave it waiting. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            answer.completeExceptionally(fault);
        }
    }

    /** Ends an execution whose answer nobody waits for any longer, or that took too long. */
    private boolean isOver() {
        if (!answer.isDone() && !caller.isWaiting(loop.nanos())) {
            giveUp();
        }
        return answer.isDone();
    }

    /** Answers with what is certain now, and takes back what wasn't sent yet. */
    void giveUp() {
        if (answer.isDone()) {
            return;
        }
        if (!mayHaveHappened() && waitedForOthers()) {
            refuse(new Refusal.Contended());
        } else {
            String trouble = store.trouble();
            refuseUnavailable("no answer from the store in time" + (trouble == null ? "" : ": " + trouble));
        }
        if (pending != null) {
            committer.withdraw(pending);
        }
        turns.leave(place);
    }

    /** Whether the time went by in a queue, or in races that others won, while the store answered everybody in time. */
    private boolean waitedForOthers() {
        boolean queued = pending != null || conflictsInARow > 0 || operation.takesTurns();
        Duration age = store.staleness();
        return queued && committer.isAnsweredWell() && age != null && age.compareTo(CURRENT) <= 0;
    }

    private boolean mayHaveHappened() {
        boolean inFlight = pending != null && pending.isSent();
        return inFlight || unresolved || operation.leavesSomething();
    }

    /** The store is of no help: says so, and whether anything may have happened until now. */
    private void refuseUnavailable(String why) {
        refuse(mayHaveHappened() ? new Refusal.OutcomeUnknown() : new Refusal.StoreUnavailable(why));
    }

    private void refuse(Refusal refusal) {
        answer.completeExceptionally(new RefusedException(refusal));
    }
}
