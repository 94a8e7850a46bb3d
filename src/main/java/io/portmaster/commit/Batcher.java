package io.portmaster.commit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: while {@value #MAX_IN_FLIGHT} batches are under way, what arrives gathers for the next one. There are no
 * timers: a lone mutation leaves at once, and the busier the store the larger the batches.
 *
 * <p>After an unknown outcome nothing is sent until that is settled: whatever followed would most likely share its fate.
 */
public final class Batcher {
    /** Two, so that the store writes one batch while the next is on the wire. */
    static final int MAX_IN_FLIGHT = 2;

    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    private final Store store;
    private final Loop loop;
    private final Set<Submission> queue = new LinkedHashSet<>();
    private int inFlight;
    private int unsettled;
    private boolean sendScheduled;

    public Batcher(Store store, Loop loop) {
        this.store = store;
        this.loop = loop;
    }

    /** @param caller whose mutation is dropped unsent once nobody waits for it */
    public Submission submit(Mutation mutation, Caller caller) {
        Submission submission = new Submission(mutation, caller);
        queue.add(submission);
        scheduleSend();
        return submission;
    }

    /** Takes an unsent mutation back, so that it never happens. Without effect on one that was sent. */
    public void withdraw(Submission submission) {
        if (queue.remove(submission)) {
            submission.outcome().complete(new Outcome.NotApplied(Outcome.Reason.WITHDRAWN));
        }
    }

    /** Whether nothing is queued or in flight. */
    public boolean isIdle() {
        return queue.isEmpty() && inFlight == 0;
    }

    private void scheduleSend() {
        // Behind the tasks that already wait on the loop, so that requests which came together leave together.
        if (!sendScheduled) {
            sendScheduled = true;
            loop.execute(() -> {
                sendScheduled = false;
                send();
            });
        }
    }

    private void send() {
        while (inFlight < MAX_IN_FLIGHT && unsettled == 0) {
            List<Submission> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            inFlight++;
            batch.forEach(Submission::markSent);
            commit(batch).thenAccept(outcomes -> received(batch, outcomes));
        }
    }

    private CompletableFuture<List<Outcome>> commit(List<Submission> batch) {
        try {
            return store.commit(batch.stream().map(Submission::mutation).toList());
        } catch (RuntimeException fault) {
            // One of them can't even be written down: by itself it will show which.
            log.error("a batch of {} could not be sent", batch.size(), fault);
            Outcome invalid = new Outcome.NotApplied(Outcome.Reason.INVALID);
            return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), invalid));
        }
    }

    /** From the front of the queue. One that doesn't fit stays where it is, and nothing overtakes one that travels alone. */
    private List<Submission> nextBatch() {
        Batch batch = new Batch();
        List<Submission> stale = new ArrayList<>();
        for (Iterator<Submission> it = queue.iterator(); it.hasNext() && batch.hasRoom(); ) {
            Submission submission = it.next();
            if (!submission.isWorthSending(loop.nanos())) {
                stale.add(submission);
            } else if (batch.add(submission)) {
                it.remove();
            } else if (submission.travelsAlone()) {
                break;
            }
        }
        stale.forEach(this::withdraw);
        return batch.members();
    }

    private void received(List<Submission> batch, List<Outcome> outcomes) {
        inFlight--;
        for (int i = 0; i < batch.size(); i++) {
            Submission submission = batch.get(i);
            Outcome outcome = outcomes.get(i);
            if (batch.size() > 1 && isInvalid(outcome)) {
                submission.quarantine();
                queue.add(submission);
                continue;
            }
            if (outcome instanceof Outcome.Unknown unknown) {
                pauseUntil(unknown.settled());
            }
            submission.outcome().complete(outcome);
        }
        send();
    }

    private void pauseUntil(CompletableFuture<Void> settled) {
        unsettled++;
        settled.thenRun(() -> {
            unsettled--;
            scheduleSend();
        });
    }

    private static boolean isInvalid(Outcome outcome) {
        return outcome instanceof Outcome.NotApplied notApplied && notApplied.reason() == Outcome.Reason.INVALID;
    }
}
