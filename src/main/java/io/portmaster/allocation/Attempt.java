package io.portmaster.allocation;

import io.portmaster.commit.Outcome;
import io.portmaster.commit.Submission;
import java.util.concurrent.CompletableFuture;

/**
 * A mutation that an execution has submitted.
 *
 * @param outcome completes after everything that the outcome shows was taken in
 */
record Attempt(Submission submission, CompletableFuture<Outcome> outcome) {
    boolean isSent() {
        return submission.isSent();
    }
}
