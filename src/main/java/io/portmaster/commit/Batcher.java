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
 * Sends mutations in batches. Mutations that arrive while a batch is under way wait for the next batch. The next batch leaves
 * when the first is answered, or when it has as many mutations as are under way. There are no timers: a lone mutation leaves at
 * once, and batches grow with the load. A second batch that left half empty would cost the store as much as a full one.
 *
 * <p>Mutations that the store kept back are sent again at once, before all others. Their callers hear nothing of that.
 *
 * <p>After an unknown outcome nothing is sent until the outcome is settled: later mutations would most likely be lost too. If
 * the store has no space to settle it, mutations that put nothing go on: deletes make space.
 */
public final class Batcher {
    /** With two batches under way the store writes one while the next is on its way. */
    static final int MAX_IN_FLIGHT = 2;

    /** The largest number of mutations that wait. At full speed the store takes a third of a second for them. */
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

    /** Submissions that the store kept back. They are sent before those of the queue. */
    private final Set<Submission> keptBack = new LinkedHashSet<>();

    /** When each batch in flight was sent, by {@link Loop#nanos()}. */
    private final Deque<Long> inFlight = new ArrayDeque<>();

    /** When a batch was last answered late or not at all, by {@link Loop#nanos()}. Null if that never happened. */
    private @Nullable Long lastTrouble;

    /** The number of mutations in the batches in flight. */
    private int mutationsInFlight;

    /** The number of unknown outcomes because of which nothing is sent. */
    private int blocking;

    /** The number of unknown outcomes that are not settled. */
    private int unsettled;

    private boolean sendScheduled;

    public Batcher(Store store, Loop loop, BatchListener listener) {
        this.store = store;
        this.loop = loop;
        this.listener = listener;
    }

    /** @param caller the request that the mutation is for. If it ends before the mutation is sent, the mutation is withdrawn */
    public Submission submit(Mutation mutation, RequestContext caller) {
        Submission submission = new Submission(mutation, caller);
        queue.add(submission);
        scheduleSend();
        return submission;
    }

    /** Withdraws a mutation that was not sent, so that it never happens. Does nothing if the mutation was sent. */
    public void withdraw(Submission submission) {
        if (queue.remove(submission) || keptBack.remove(submission)) {
            submission.outcome().complete(WITHDRAWN);
        }
    }

    /** Whether the queue is full, so that the node should take no new request. Requests that it has taken may still submit. */
    public boolean isFull() {
        return queue.size() >= MAX_QUEUED;
    }

    /** Whether no mutation is queued or under way. */
    public boolean isIdle() {
        return queue.isEmpty() && keptBack.isEmpty() && inFlight.isEmpty();
    }

    /**
     * Whether the store has answered every batch within a second during the last {@link RequestContext#PATIENCE}. Then a
     * request that got no answer in that time didn't wait for the store.
     */
    public boolean isAnsweredWell() {
        long now = loop.nanos();
        boolean isInTime = inFlight.stream().allMatch(sent -> now - sent < SLOW.toNanos());
        boolean wasInTime = lastTrouble == null || now - lastTrouble >= RequestContext.PATIENCE.toNanos();
        return isInTime && wasInTime && unsettled == 0;
    }

    private void scheduleSend() {
        // The tasks that wait on the loop run first, so that requests that came together leave together.
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
            // One of the mutations can't be written. Each is sent alone next, which shows the one that can't.
            log.error(
                    "a batch of {} mutations could not be written as a transaction: each is tried alone",
                    batch.size(),
                    fault);
            Outcome invalid = new Outcome.NotApplied(Outcome.Reason.INVALID);
            return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), invalid));
        }
    }

    /**
     * The submissions of the next batch, in the order of their lines. A submission that doesn't fit stays in its line, and
     * others may overtake it. Nothing overtakes a submission that is sent alone, nor a change of a service: these would never
     * find an empty batch.
     */
    private List<Submission> nextBatch() {
        Gathering next = new Gathering();
        if (next.gather(keptBack)) {
            next.gather(queue);
        }
        // The lines are up to date now: a caller that receives an outcome may submit or withdraw.
        next.unsent.forEach((submission, outcome) -> submission.outcome().complete(outcome));
        return next.members;
    }

    /** Takes the submissions of one batch from their lines. */
    private final class Gathering {
        private final Batch batch = new Batch(store.limits());
        private final List<Submission> members = new ArrayList<>();

        /** Submissions that leave their line without being sent, and their outcomes. */
        private final Map<Submission, Outcome> unsent = new LinkedHashMap<>();

        /**
         * Takes the submissions that fit from the line.
         *
         * @return whether submissions of another line may follow
         */
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

    /** The outcome of a mutation that isn't worth sending; null if it is to be sent. */
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
        boolean refused = batch.size() > 1 && outcomes.get(0).isNotApplied(Outcome.Reason.INVALID);
        for (int i = 0; i < batch.size(); i++) {
            if (outcomes.get(i).isNotApplied(Outcome.Reason.KEPT_BACK)) {
                listener.keptBack(batch.get(i).mutation());
                batch.get(i).markKeptBack();
                keptBack.add(batch.get(i));
                continue;
            }
            listener.answered(batch.get(i).mutation(), outcomes.get(i));
            if (refused) {
                batch.get(i).markAlone();
                queue.add(batch.get(i));
            } else if (outcomes.get(i) instanceof Outcome.Unknown unknown) {
                pauseFor(unknown);
            }
        }
        // The next batch leaves before the answers go out, so that the store has work.
        send();
        for (int i = 0; i < batch.size() && !refused; i++) {
            if (!outcomes.get(i).isNotApplied(Outcome.Reason.KEPT_BACK)) {
                batch.get(i).outcome().complete(outcomes.get(i));
            }
        }
    }

    /** @param first the outcome of the first mutation: if the store didn't answer, all have the same */
    private void noteTrouble(long sent, Outcome first) {
        boolean unanswered = first instanceof Outcome.Unknown || first.isNotApplied(Outcome.Reason.NOT_SENT);
        if (unanswered || loop.nanos() - sent >= SLOW.toNanos()) {
            lastTrouble = loop.nanos();
        }
    }

    private void pauseFor(Outcome.Unknown unknown) {
        blocking++;
        unsettled++;
        unknown.settled().thenRun(() -> unsettled--);
        unknown.unblocked().thenRun(() -> {
            blocking--;
            scheduleSend();
        });
    }

    /**
     * Whether the store would refuse the mutation for lack of space. If a batch is gathered while an outcome is unsettled, the
     * store has no space to settle it.
     */
    private boolean isHopeless(Mutation mutation) {
        return unsettled > 0 && mutation.puts();
    }
}
