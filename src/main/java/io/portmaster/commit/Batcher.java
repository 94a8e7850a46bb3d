package io.portmaster.commit;

import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: what arrives while a batch is under way gathers for the next one, which leaves when the first is back, or
 * when it has grown as large as that. There are no timers: a lone mutation leaves at once, and the busier the store the larger
 * the batches. A second batch that left half empty would cost the store as much as a full one.
 *
 * <p>What the store kept back because of others is sent again at once, before all else and without a word to anybody.
 *
 * <p>After an unknown outcome nothing is sent until that is settled: whatever followed would most likely share its fate. Only
 * where the store can't settle it for lack of space the rest goes on, since deletes make space.
 */
public final class Batcher {
    /** So that the store writes one batch while the next is on the wire. */
    static final int MAX_IN_FLIGHT = 2;

    /** A third of a second's work at full speed. */
    static final int MAX_QUEUED = 4096;

    /** A store that takes longer for a batch is not well. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final Outcome WITHDRAWN = new Outcome.NotApplied(Outcome.Reason.WITHDRAWN);
    private static final Outcome OUT_OF_SPACE =
            new Outcome.NotApplied(Outcome.Reason.REFUSED, "the store has no space left");

    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    private final Store store;
    private final Loop loop;
    private final BatchListener listener;
    private final Set<Submission> queue = new LinkedHashSet<>();

    /** What the store kept back because of others: it leaves before all else. */
    private final Set<Submission> keptBack = new LinkedHashSet<>();

    /** When each batch in flight was sent, by {@link Loop#nanos()}. */
    private final Deque<Long> inFlight = new ArrayDeque<>();

    /** When a batch was last answered late or found to be unanswered, by {@link Loop#nanos()}. */
    private @Nullable Long troubled;

    private int mutationsInFlight;
    /** Unknown outcomes that keep everything back until they are settled, or found to be stuck. */
    private int blocking;

    /** Unknown outcomes that are not settled yet. */
    private int unsettled;

    private boolean sendScheduled;

    public Batcher(Store store, Loop loop, BatchListener listener) {
        this.store = store;
        this.loop = loop;
        this.listener = listener;
    }

    /** @param caller whose mutation is dropped unsent once nobody waits for it */
    public Submission submit(Mutation mutation, RequestContext caller) {
        Submission submission = new Submission(mutation, caller);
        queue.add(submission);
        scheduleSend();
        return submission;
    }

    /** Takes an unsent mutation back, so that it never happens. Without effect on one that was sent. */
    public void withdraw(Submission submission) {
        if (queue.remove(submission) || keptBack.remove(submission)) {
            submission.outcome().complete(WITHDRAWN);
        }
    }

    /**
     * Whether so much waits already that nothing new should be begun. What was begun may be submitted all the same, so that it
     * comes to its end.
     */
    public boolean isFull() {
        return queue.size() >= MAX_QUEUED;
    }

    /** Whether nothing is queued or in flight. */
    public boolean isIdle() {
        return queue.isEmpty() && keptBack.isEmpty() && inFlight.isEmpty();
    }

    /**
     * Whether the store has answered each batch of late, and soon: for a caller's whole patience, so that what he waited for
     * was not the store.
     */
    public boolean isAnsweredWell() {
        long now = loop.nanos();
        boolean isInTime = inFlight.stream().allMatch(sent -> now - sent < SLOW.toNanos());
        boolean wasInTime = troubled == null || now - troubled >= RequestContext.PATIENCE.toNanos();
        return isInTime && wasInTime && unsettled == 0;
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
        while (mayLeave()) {
            List<Submission> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            long sent = loop.nanos();
            inFlight.add(sent);
            mutationsInFlight += batch.size();
            listener.sent(batch.size());
            batch.forEach(Submission::markSent);
            commit(batch).thenAccept(outcomes -> received(batch, sent, outcomes));
        }
    }

    private boolean mayLeave() {
        return blocking == 0
                && inFlight.size() < MAX_IN_FLIGHT
                && (!keptBack.isEmpty() || queue.size() >= mutationsInFlight);
    }

    private CompletableFuture<List<Outcome>> commit(List<Submission> batch) {
        try {
            return store.commit(batch.stream().map(Submission::mutation).toList());
        } catch (RuntimeException fault) {
            // One of them can't even be written down: by itself it will show which.
            log.error(
                    "a batch of {} mutations could not be written as a transaction: each is tried alone",
                    batch.size(),
                    fault);
            Outcome invalid = new Outcome.NotApplied(Outcome.Reason.INVALID);
            return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), invalid));
        }
    }

    /**
     * From the front of the queue. One that doesn't fit stays where it is. Nothing overtakes one that travels alone, nor a
     * change to a service, which would never find the batch empty otherwise.
     */
    private List<Submission> nextBatch() {
        Gathering next = new Gathering();
        if (next.gather(keptBack)) {
            next.gather(queue);
        }
        // Only now: whoever hears of an outcome may submit and withdraw others.
        next.unsent.forEach((submission, outcome) -> submission.outcome().complete(outcome));
        return next.members;
    }

    /** Takes the submissions of one batch from their lines. */
    private final class Gathering {
        private final Batch batch = new Batch(store.limits());
        private final List<Submission> members = new ArrayList<>();

        /** Submissions that leave their line without being sent, and their outcomes. */
        private final Map<Submission, Outcome> unsent = new LinkedHashMap<>();

        /** Takes what fits from the line; returns whether more may follow from another one. */
        private boolean gather(Set<Submission> line) {
            for (Iterator<Submission> it = line.iterator(); it.hasNext() && batch.hasRoom(); ) {
                Submission submission = it.next();
                Outcome outcome = outcomeUnsent(submission);
                if (outcome != null) {
                    it.remove();
                    unsent.put(submission, outcome);
                } else if (submission.travelsAlone() && !members.isEmpty()) {
                    return false;
                } else if (batch.add(submission.mutation())) {
                    it.remove();
                    members.add(submission);
                    if (submission.travelsAlone()) {
                        return false;
                    }
                } else if (submission.mutation().kind().changesServices()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The outcome of a mutation that is not worth sending; null if it is to be sent. */
    private @Nullable Outcome outcomeUnsent(Submission submission) {
        if (!submission.isWorthSending(loop.nanos())) {
            return WITHDRAWN;
        }
        return isHopeless(submission.mutation()) ? OUT_OF_SPACE : null;
    }

    private void received(List<Submission> batch, long sent, List<Outcome> outcomes) {
        inFlight.removeFirstOccurrence(sent);
        noteTrouble(sent, outcomes.get(0));
        mutationsInFlight -= batch.size();
        boolean refused = batch.size() > 1 && isInvalid(outcomes.get(0));
        for (int i = 0; i < batch.size(); i++) {
            if (isKeptBack(outcomes.get(i))) {
                batch.get(i).markKeptBack();
                keptBack.add(batch.get(i));
                continue;
            }
            listener.answered(batch.get(i).mutation(), outcomes.get(i));
            if (refused) {
                batch.get(i).quarantine();
                queue.add(batch.get(i));
            } else if (outcomes.get(i) instanceof Outcome.Unknown unknown) {
                pauseFor(unknown);
            }
        }
        // First, so that the store has work while the answers go out.
        send();
        for (int i = 0; i < batch.size() && !refused; i++) {
            if (!isKeptBack(outcomes.get(i))) {
                batch.get(i).outcome().complete(outcomes.get(i));
            }
        }
    }

    /** @param first of the outcomes: one batch has one answer, or none */
    private void noteTrouble(long sent, Outcome first) {
        boolean unanswered =
                first instanceof Outcome.Unknown || first.equals(new Outcome.NotApplied(Outcome.Reason.NOT_SENT));
        if (unanswered || loop.nanos() - sent >= SLOW.toNanos()) {
            troubled = loop.nanos();
        }
    }

    private void pauseFor(Outcome.Unknown unknown) {
        blocking++;
        unsettled++;
        unknown.settled().thenRun(() -> unsettled--);
        unknown.passable().thenRun(() -> {
            blocking--;
            scheduleSend();
        });
    }

    /** An outcome that can't be settled for now means that the store has no space: what puts anything would only share its fate. */
    private boolean isHopeless(Mutation mutation) {
        return unsettled > 0 && mutation.puts();
    }

    private static boolean isKeptBack(Outcome outcome) {
        return outcome instanceof Outcome.NotApplied notApplied && notApplied.reason() == Outcome.Reason.KEPT_BACK;
    }

    private static boolean isInvalid(Outcome outcome) {
        return outcome instanceof Outcome.NotApplied notApplied && notApplied.reason() == Outcome.Reason.INVALID;
    }
}
