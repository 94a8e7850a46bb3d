package io.portmaster.allocation;

import io.portmaster.commit.Batcher;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Submission;
import io.portmaster.domain.Name;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.registry.PlanningState;

/**
 * Sends mutations and handles their outcomes, also when their requests have ended. The ports of a claim are held from the plan
 * until the outcome is certain. What commits and conflicts show goes to the planning view.
 */
final class Committer {
    private final Batcher batcher;
    private final PlanningState planning;

    Committer(Batcher batcher, PlanningState planning) {
        this.batcher = batcher;
        this.planning = planning;
    }

    Attempt submit(Mutation mutation, RequestContext caller) {
        mutation.forEachTakenPort(planning::hold);
        Submission submission = batcher.submit(mutation, caller);
        return new Attempt(submission, submission.outcome().thenApply(outcome -> {
            takeIn(mutation, outcome);
            return outcome;
        }));
    }

    void withdraw(Attempt attempt) {
        batcher.withdraw(attempt.submission());
    }

    /** Whether the store has answered every batch in time, see {@link Batcher#isAnsweredWell}. */
    boolean isAnsweredWell() {
        return batcher.isAnsweredWell();
    }

    private void takeIn(Mutation mutation, Outcome outcome) {
        if (outcome instanceof Outcome.Committed committed) {
            mutation.effects(committed.revision()).forEach(planning::learn);
        } else if (outcome instanceof Outcome.Conflict conflict) {
            conflict.seen().forEach(planning::learn);
        }
        mutation.forEachTakenPort(
                port -> claimEnded(port, mutation.after(Holding.class).service(), outcome));
    }

    private void claimEnded(Key.PortKey port, Name service, Outcome outcome) {
        if (outcome instanceof Outcome.Unknown unknown) {
            unknown.settled().thenRun(() -> planning.release(port));
            return;
        }
        if (outcome instanceof Outcome.Conflict conflict && isTaken(port, conflict)) {
            planning.lost(service, port);
        }
        planning.release(port);
    }

    private static boolean isTaken(Key.PortKey port, Outcome.Conflict conflict) {
        return conflict.seen().stream().anyMatch(state -> state.key().equals(port) && state.entry() != null);
    }
}
