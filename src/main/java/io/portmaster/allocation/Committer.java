package io.portmaster.allocation;

import io.portmaster.commit.Batcher;
import io.portmaster.commit.Caller;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Submission;
import io.portmaster.domain.Sighting;
import io.portmaster.registry.Outlook;
import io.portmaster.registry.PortPicker;
import java.util.List;

/**
 * Sends mutations and takes in what comes back, whether or not anybody still waits for it: a claim's port is held from the
 * plan until its outcome is certain, and what commits and conflicts show goes to the outlook.
 */
final class Committer {
    private final Batcher batcher;
    private final Outlook outlook;
    private final PortPicker picker;

    Committer(Batcher batcher, Outlook outlook, PortPicker picker) {
        this.batcher = batcher;
        this.outlook = outlook;
        this.picker = picker;
    }

    Pending submit(Mutation mutation, Caller caller) {
        if (mutation instanceof Claim claim) {
            outlook.hold(claim.holding().port());
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
            mutation.effects(committed.revision()).forEach(outlook::learn);
        } else if (outcome instanceof Outcome.Conflict conflict) {
            conflict.seen().forEach(outlook::learn);
        }
        if (mutation instanceof Claim claim) {
            judge(claim, outcome);
            int port = claim.holding().port();
            if (outcome instanceof Outcome.Unknown unknown) {
                unknown.settled().thenRun(() -> outlook.release(port));
            } else {
                outlook.release(port);
            }
        }
    }

    /** Tells the picker of lost races. */
    private void judge(Claim claim, Outcome outcome) {
        if (outcome instanceof Outcome.Conflict conflict && isPortTaken(claim, conflict.seen())) {
            picker.lost(claim.holding().service(), claim.holding().port());
        }
    }

    private static boolean isPortTaken(Claim claim, List<Sighting> seen) {
        return seen.stream().anyMatch(sighting -> sighting.key().equals(claim.portKey()) && sighting.entry() != null);
    }
}
