package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.domain.ServiceRef;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries one work from its plan to its answer: plan, send, learn from the outcome, plan again. It keeps the rules that all works
 * share:
 * <ul>
 * <li>An answer that the request's own transaction didn't decide is given on proven records only.
 * <li>After an unknown outcome nothing happens before the store's fence has settled it.
 * <li>After the request's deadline nothing is planned or sent, and the refusal says truthfully whether something may have
 * happened.
 * </ul>
 */
final class Execution<T> {
    private static final int EAGER_TRIES = 8;
    private static final Duration PAUSE_AFTER_CONFLICT = Duration.ofMillis(50);

    /**
     * A node asks twice a second whether its records are current. If it has not known that for longer than this, the store is
     * not well.
     */
    private static final Duration CURRENT = Duration.ofMillis(1500);

    private final Work<T> work;
    private final RequestContext caller;
    private final Executions executions;
    private final Committer committer;
    private final ServiceTurns turns;
    private final Store store;
    private final Registry registry;
    private final Loop loop;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** The attempt whose outcome is awaited. */
    private @Nullable Attempt attempt;

    /** Whether the last outcome is unknown, and no plan was made since on records that show what came of it. */
    private boolean unresolved;

    private int conflictsInARow;

    /** Whether a lease that a mutation named had ended. */
    private boolean metEndedLease;

    /** The place in the line of service changes; 0 while it has none. */
    private long place;

    Execution(Work<T> work, RequestContext caller, Executions executions) {
        this.work = work;
        this.caller = caller;
        this.executions = executions;
        this.committer = executions.committer();
        this.turns = executions.turns();
        this.store = executions.store();
        this.registry = executions.registry();
        this.loop = executions.loop();
    }

    /** Completes with the answer, or with a {@link RefusedException}. */
    CompletableFuture<T> answer() {
        return answer;
    }

    RequestContext caller() {
        return caller;
    }

    /** Plans the next step, on proven records if it needs them, or else on the planning view. */
    void plan() {
        if (isOver()) {
            return;
        }
        // One conflict shows its reason. If the next plan conflicts too, guessing doesn't help.
        boolean guessing = conflictsInARow < 2 && !unresolved && !work.needsProof();
        if (!guessing || !registry.isLoaded()) {
            prove();
        } else if (work.takesTurns()) {
            turns.await(place(), false, this::planInTurn);
        } else {
            planUnproven();
        }
    }

    private void planUnproven() {
        guarded(() -> take(work.plan(executions.planning()), false));
    }

    private void prove() {
        if (work.takesTurns()) {
            turns.await(place(), true, this::planInTurn);
        } else {
            store.barrier().thenAccept(this::proved);
        }
    }

    private void planInTurn(ServiceTurns.Proof proof) {
        if (proof != ServiceTurns.Proof.NOT_ASKED) {
            proved(proof == ServiceTurns.Proof.GIVEN);
        } else if (!isOver()) {
            planUnproven();
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
            planProven();
        } else if (refusal != null) {
            refuseUnavailable(refusal);
        } else {
            prove();
        }
    }

    private void planProven() {
        guarded(() -> {
            Step<T> step = work.plan(registry);
            unresolved = false;
            take(step, true);
        });
    }

    private void take(Step<T> step, boolean proven) {
        if (step instanceof Step.Send<T> send) {
            send(send.mutation());
        } else if (step instanceof Step.Await<T> await) {
            await.event().thenRun(this::plan);
        } else if (step instanceof Step.Call<T> call) {
            await(call);
        } else if (step instanceof Step.Upgrade<T> upgrade) {
            upgrade(upgrade.service());
        } else if (step instanceof Step.Again<T>) {
            plan();
        } else if (!proven) {
            prove();
        } else if (step instanceof Step.Answer<T> yes) {
            answer.complete(yes.value());
        } else {
            refuse(work.leavesSomething() ? new Refusal.OutcomeUnknown() : ((Step.Refuse<T>) step).refusal());
        }
    }

    private void await(Step.Call<T> call) {
        call.next().whenComplete((next, fault) -> {
            if (fault != null) {
                answer.completeExceptionally(fault);
            } else if (!isOver()) {
                guarded(() -> take(next, true));
            }
        });
    }

    /** Upgrades the service in an execution of its own. That changes nothing that the client could have asked for. */
    private void upgrade(ServiceRef service) {
        executions.change(caller, new ServiceUpgrade(service, registry)).whenComplete((done, failure) -> {
            if (failure instanceof RefusedException refused) {
                refuse(mayHaveHappened() ? new Refusal.OutcomeUnknown() : refused.refusal());
            } else if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                plan();
            }
        });
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

    private Attempt submit(Mutation mutation) {
        // What names a client's lease, and met the end of a lease, doesn't take others with it a second time.
        boolean alone = metEndedLease && mutation.kind().namesClientLease();
        Attempt sent = committer.submit(alone ? mutation.travellingAlone() : mutation, caller);
        attempt = sent;
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
        attempt = null;
        conflictsInARow = outcome instanceof Outcome.Conflict ? conflictsInARow + 1 : 0;
        if (outcome instanceof Outcome.Committed committed) {
            take(work.committed(mutation, committed.revision()), true);
        } else if (outcome instanceof Outcome.Conflict conflict) {
            Refusal decided = work.decidedBy(mutation, conflict.seen());
            if (decided != null) {
                refuse(decided);
            } else if (conflict.seen().stream().anyMatch(this::showsNewsOfALease)) {
                prove();
            } else {
                planAfterConflict();
            }
        } else if (outcome instanceof Outcome.Unknown unknown) {
            unresolved = true;
            work.unresolved(mutation);
            // The next plan is made after everything that the settlement sets free, such as the ports of the batch's
            // other claims. It waits for a new barrier: a stuck fence may have been sent before this request came.
            unknown.settled().thenRun(() -> loop.execute(this::plan));
        } else {
            notApplied((Outcome.NotApplied) outcome);
        }
    }

    /** The planning view doesn't learn of clients' leases: a plan on it would send the same again, and in vain. */
    private boolean showsNewsOfALease(KeyState state) {
        return state.key() instanceof Key.OfLease key
                && !Objects.equals(registry.leases().entry(key), state.entry());
    }

    /**
     * Other nodes are few and mostly quick. A change that conflicts again and again has another reason, and more tries don't
     * help. Operations that take turns plan no more often than turns come.
     */
    private void planAfterConflict() {
        if (conflictsInARow <= EAGER_TRIES || work.takesTurns()) {
            plan();
        } else {
            loop.after(PAUSE_AFTER_CONFLICT, this::plan);
        }
    }

    private void notApplied(Outcome.NotApplied outcome) {
        switch (outcome.reason()) {
            case REFUSED -> refuseUnavailable(String.valueOf(outcome.detail()));
            case INVALID -> refuseUnavailable("the store refuses the form of the transaction: the node has a bug");
            // The store was out of reach for as long as a call may take: another try would hardly help.
            case NOT_SENT -> refuseUnavailable("this node can't reach the store");
            case LEASE_GONE -> {
                if (metEndedLease) {
                    // Its anchor stands longer than the lease itself.
                    loop.after(PAUSE_AFTER_CONFLICT, this::plan);
                } else {
                    metEndedLease = true;
                    plan();
                }
            }
            case WITHDRAWN, KEPT_BACK, FENCED, STRANGER -> plan();
        }
    }

    /** A fault of this program ends the request that met it. Otherwise the request would wait until its deadline. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            answer.completeExceptionally(fault);
        }
    }

    /** Whether the execution has an answer. Ends it first if its client has gone or its time is up. */
    private boolean isOver() {
        if (!answer.isDone() && !caller.isWaiting(loop.nanos())) {
            giveUp();
        }
        return answer.isDone();
    }

    /** Answers with what is certain now, and withdraws a mutation that was not sent. */
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
        if (attempt != null) {
            committer.withdraw(attempt);
        }
        turns.leave(place);
    }

    /** Whether the request waited in a queue, or lost races to others, while the store answered in time. */
    private boolean waitedForOthers() {
        boolean queued = attempt != null || conflictsInARow > 0 || work.takesTurns();
        Duration age = store.staleness();
        return queued && committer.isAnsweredWell() && age != null && age.compareTo(CURRENT) <= 0;
    }

    private boolean mayHaveHappened() {
        boolean inFlight = attempt != null && attempt.isSent();
        return inFlight || unresolved || work.leavesSomething();
    }

    /** Refuses because the store doesn't help, and says whether something may have happened. */
    private void refuseUnavailable(String why) {
        refuse(mayHaveHappened() ? new Refusal.OutcomeUnknown() : new Refusal.StoreUnavailable(why));
    }

    private void refuse(Refusal refusal) {
        answer.completeExceptionally(new RefusedException(refusal));
    }
}
