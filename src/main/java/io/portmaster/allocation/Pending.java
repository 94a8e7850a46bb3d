package io.portmaster.allocation;

import io.portmaster.commit.Outcome;
import io.portmaster.commit.Submission;
import java.util.concurrent.CompletableFuture;

/**
 * A mutation on its way.
 *
 * @param outcome completes after all that the outcome teaches was taken in
 */
record Pending(Submission submission, CompletableFuture<Outcome> outcome) {
    boolean isSent() {
        return submission.isSent();
    }
}
