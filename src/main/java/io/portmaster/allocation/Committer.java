package io.portmaster.allocation;

import io.portmaster.commit.Batcher;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Submission;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.registry.Planning;
import java.util.List;

/**
 * Sends mutations and takes in what comes back, whether or not anybody still waits for it: a claim's port is held from the
 * plan until its outcome is certain, and what commits and conflicts show goes to the planning view.
 */
final class Committer {
    private final Batcher batcher;
    private final Planning planning;

    Committer(Batcher batcher, Planning planning) {
        this.batcher = batcher;
        this.planning = planning;
    }

    Pending submit(Mutation mutation, RequestContext caller) {
        if (mutation instanceof Claim claim) {
            planning.hold(claim.portKey());
        }
        Submission submission = batcher.submit(mutation, caller);
        return new Pending(submission, submission.outcome().thenApply(outcome -> {
            takeIn(mutation, outcome);
            return outcome;
        }));
    }

    void withdraw(Pending pending) {
        batcher.withdraw(pending.submission());
    }

    /** Whether the store has answered everything of late, and soon. */
    boolean isAnsweredWell() {
        return batcher.isAnsweredWell();
    }

    private void takeIn(Mutation mutation, Outcome outcome) {
        if (outcome instanceof Outcome.Committed committed) {
            mutation.effects(committed.revision()).forEach(planning::learn);
        } else if (outcome instanceof Outcome.Conflict conflict) {
            conflict.seen().forEach(planning::learn);
        }
        if (mutation instanceof Claim claim) {
            judge(claim, outcome);
            Key.PortKey port = claim.portKey();
            if (outcome instanceof Outcome.Unknown unknown) {
                unknown.settled().thenRun(() -> planning.release(port));
            } else {
                planning.release(port);
            }
        }
    }

    /** Tells the plan of lost races. */
    private void judge(Claim claim, Outcome outcome) {
        if (outcome instanceof Outcome.Conflict conflict && isPortTaken(claim, conflict.seen())) {
            planning.lost(claim.holding().service(), claim.portKey());
        }
    }

    private static boolean isPortTaken(Claim claim, List<KeyState> seen) {
        return seen.stream().anyMatch(state -> state.key().equals(claim.portKey()) && state.entry() != null);
    }
}
