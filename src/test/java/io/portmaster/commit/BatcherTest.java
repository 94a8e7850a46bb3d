package io.portmaster.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Outcome.Unknown;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.loop.ManualLoop;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final int LARGEST = 30;

    /** Limits that {@link #LARGEST} claims fill. */
    private static final BatchLimits LIMITS = new BatchLimits(LARGEST + 5, 1 << 20);

    private final Samples samples = new Samples();
    private final ManualLoop loop = new ManualLoop();
    private final Wire wire = new Wire();
    private final Batcher batcher = new Batcher(wire, loop, BatchListener.NONE);
    private final Entry<Service> django =
            new Entry<>(new ServiceKey(Space.DEFAULT, new Name("django")), samples.service("django", 5000, 5999), 1, 1);

    @Test
    void aLoneMutationLeavesAtOnce() {
        Submission lone = submit(claim(5000));

        assertThat(lone.isSent()).isFalse();
        loop.runUntilIdle();

        assertThat(wire.batches()).containsExactly(List.of(lone.mutation()));
        assertThat(lone.isSent()).isTrue();
    }

    @Test
    void whatIsSubmittedInOneTurnOfTheLoopLeavesTogether() {
        loop.execute(() -> submit(claim(5000)));
        loop.execute(() -> submit(claim(5001)));
        loop.runUntilIdle();

        assertThat(wire.sizes()).containsExactly(2);
    }

    @Test
    void whileABatchIsUnderWayTheNextLeavesOnceItIsAsLarge() {
        IntStream.range(5000, 5003).forEach(port -> submit(claim(port)));
        loop.runUntilIdle();
        IntStream.range(5003, 5005).forEach(port -> submit(claim(port)));
        loop.runUntilIdle();
        assertThat(wire.sizes()).containsExactly(3);

        submit(claim(5005));
        loop.runUntilIdle();

        assertThat(wire.sizes()).containsExactly(3, 3);
    }

    @Test
    void theStoreHasItsNextBatchBeforeTheAnswersOfTheLastGoOut() {
        Submission first = submit(claim(5000));
        loop.runUntilIdle();
        IntStream.range(5001, 5003).forEach(port -> {
            submit(claim(port));
            loop.runUntilIdle();
        });
        List<Integer> sentBefore = new ArrayList<>();
        first.outcome().thenRun(() -> sentBefore.addAll(wire.sizes()));

        wire.answer(0, new Committed(7));

        assertThat(sentBefore).containsExactly(1, 1, 1);
    }

    @Test
    void twoBatchesAreInFlightAndTheRestGathers() {
        IntStream.range(5000, 5006).forEach(port -> {
            submit(claim(port));
            loop.runUntilIdle();
        });
        assertThat(wire.sizes()).containsExactly(1, 1);

        wire.answer(1, new Committed(7));
        loop.runUntilIdle();

        assertThat(wire.sizes()).containsExactly(1, 1, 4);
    }

    @Test
    void aBatchIsNoLargerThanTheStoreAllows() {
        IntStream.range(5000, 5000 + 2 * LARGEST + 1).forEach(port -> submit(claim(port)));
        loop.runUntilIdle();
        assertThat(wire.sizes()).containsExactly(LARGEST, LARGEST);

        wire.answer(0, new Committed(7));
        wire.answer(1, new Committed(7));

        assertThat(wire.sizes()).containsExactly(LARGEST, LARGEST, 1);
    }

    @Test
    void everyMutationGetsTheOutcomeOfItsPlace() {
        Submission one = submit(claim(5000));
        Submission two = submit(claim(5001));
        loop.runUntilIdle();

        wire.reply(0, List.of(new Committed(7), new Outcome.Conflict(List.of())));

        assertThat(one.outcome()).isCompletedWithValue(new Committed(7));
        assertThat(two.outcome()).isCompletedWithValue(new Outcome.Conflict(List.of()));
    }

    @Test
    void mutationsThatMeetTravelOneAfterTheOther() {
        Mutation claim = claim(5000);
        Submission first = submit(claim);
        Submission second = submit(removal(claim));
        Submission third = submit(claim(5001));
        loop.runUntilIdle();
        wire.answer(0, new Committed(7));

        assertThat(wire.batches())
                .containsExactly(List.of(first.mutation(), third.mutation()), List.of(second.mutation()));
    }

    @Test
    void aChangeToAServiceTravelsAloneAndNothingOvertakesIt() {
        Submission before = submit(claim(5000));
        Submission change = submit(ServiceMutations.delete(django, true));
        Submission after = submit(claim(5001));
        loop.runUntilIdle();
        assertThat(wire.batches()).containsExactly(List.of(before.mutation()), List.of(change.mutation()));

        wire.answer(0, new Committed(7));
        loop.runUntilIdle();

        assertThat(wire.batches().get(2)).containsExactly(after.mutation());
    }

    @Test
    void whatIsWithdrawnBeforeItWasSentNeverIs() {
        Submission withdrawn = submit(claim(5000));
        Submission other = submit(claim(5001));

        batcher.withdraw(withdrawn);
        loop.runUntilIdle();

        assertThat(withdrawn.outcome()).isCompletedWithValue(new NotApplied(Reason.WITHDRAWN));
        assertThat(wire.batches()).containsExactly(List.of(other.mutation()));
    }

    @Test
    void whatWasSentIsNotWithdrawn() {
        Submission sent = submit(claim(5000));
        loop.runUntilIdle();

        batcher.withdraw(sent);
        assertThat(sent.outcome()).isNotDone();

        wire.answer(0, new Committed(7));
        assertThat(sent.outcome()).isCompletedWithValue(new Committed(7));
    }

    @Test
    void whatNobodyWaitsForAnyLongerIsWithdrawn() {
        RequestContext gone = new RequestContext(loop.nanos());
        Submission abandoned = batcher.submit(claim(5000), gone);
        Submission old = submit(claim(5001));
        gone.leave();
        loop.advance(Duration.ZERO);
        assertThat(abandoned.outcome()).isCompletedWithValue(new NotApplied(Reason.WITHDRAWN));
        assertThat(wire.batches()).containsExactly(List.of(old.mutation()));

        submit(claim(5002));
        loop.runUntilIdle();
        Submission late = submit(claim(5003));
        loop.advance(RequestContext.PATIENCE);
        wire.answer(0, new Committed(7));
        loop.runUntilIdle();

        assertThat(late.outcome()).isCompletedWithValue(new NotApplied(Reason.WITHDRAWN));
        assertThat(wire.sizes()).containsExactly(1, 1);
    }

    @Test
    void nothingIsSentWhileAnOutcomeIsUnsettled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        Submission lost = submit(claim(5000));
        loop.runUntilIdle();
        Submission next = submit(claim(5001));
        loop.runUntilIdle();
        wire.answer(0, new Unknown(settled));
        wire.answer(1, new Unknown(settled));
        Submission waiting = submit(claim(5002));
        loop.runUntilIdle();
        assertThat(lost.outcome()).isCompletedWithValue(new Unknown(settled));
        assertThat(next.outcome()).isCompletedWithValue(new Unknown(settled));
        assertThat(waiting.isSent()).isFalse();

        settled.complete(null);
        loop.runUntilIdle();

        assertThat(waiting.isSent()).isTrue();
    }

    @Test
    void eachMutationOfABatchThatTheStoreRefusedForItsFormIsTriedAlone() {
        Submission spoiler = submit(claim(5000));
        Submission innocent = submit(claim(5001));
        loop.runUntilIdle();

        wire.answer(0, new NotApplied(Reason.INVALID));
        loop.runUntilIdle();
        assertThat(spoiler.outcome()).isNotDone();
        assertThat(wire.sizes()).containsExactly(2, 1, 1);

        wire.answer(1, new NotApplied(Reason.INVALID));
        wire.answer(2, new Committed(7));
        loop.runUntilIdle();
        assertThat(spoiler.outcome()).isCompletedWithValue(new NotApplied(Reason.INVALID));
        assertThat(innocent.outcome()).isCompletedWithValue(new Committed(7));
        assertThat(wire.sizes()).hasSize(3);
    }

    @Test
    void mutationThatWasKeptBackIsSentAgainAtOnceAndItsCallerHearsOnlyOfTheEnd() {
        Submission loser = submit(claim(5000));
        Submission keptBack = submit(claim(5001));
        loop.runUntilIdle();

        wire.reply(0, List.of(new Outcome.Conflict(List.of()), new NotApplied(Reason.KEPT_BACK)));

        assertThat(loser.outcome()).isCompletedWithValue(new Outcome.Conflict(List.of()));
        assertThat(keptBack.outcome()).isNotDone();
        assertThat(wire.batches().get(1)).containsExactly(keptBack.mutation());
        wire.answer(1, new Committed(8));
        assertThat(keptBack.outcome()).isCompletedWithValue(new Committed(8));
    }

    @Test
    void whatWasKeptBackLeavesBeforeWhatCameLaterAndWaitsForNoLargerBatch() {
        submit(claim(5000));
        Submission keptBack = submit(claim(5001));
        loop.runUntilIdle();
        submit(claim(5002));
        submit(claim(5003));
        loop.runUntilIdle();
        assertThat(wire.sizes()).containsExactly(2, 2);
        Submission later = submit(claim(5004));

        wire.reply(0, List.of(new Outcome.Conflict(List.of()), new NotApplied(Reason.KEPT_BACK)));

        assertThat(wire.batches().get(2)).containsExactly(keptBack.mutation(), later.mutation());
    }

    @Test
    void mutationThatWasKeptBackIsCountedAsSuchAndOnceMoreWhenItHasAnOutcomeOfItsOwn() {
        List<Outcome> counted = new ArrayList<>();
        List<Mutation> keptBack = new ArrayList<>();
        Batcher counting = new Batcher(wire, loop, new BatchListener() {
            @Override
            public void sent(int mutations) {}

            @Override
            public void answered(Mutation mutation, Outcome outcome) {
                counted.add(outcome);
            }

            @Override
            public void keptBack(Mutation mutation) {
                keptBack.add(mutation);
            }
        });
        Mutation claim = claim(5000);
        counting.submit(claim, new RequestContext(loop.nanos()));
        loop.runUntilIdle();

        wire.answer(0, new NotApplied(Reason.KEPT_BACK));
        assertThat(counted).isEmpty();
        assertThat(keptBack).containsExactly(claim);
        assertThat(counting.isIdle()).isFalse();
        wire.answer(1, new Committed(7));

        assertThat(counted).containsExactly(new Committed(7));
        assertThat(keptBack).hasSize(1);
        assertThat(counting.isIdle()).isTrue();
    }

    @Test
    void whatWasKeptBackAndNobodyWaitsForIsWithdrawn() {
        submit(claim(5000));
        RequestContext gone = new RequestContext(loop.nanos());
        Submission keptBack = batcher.submit(claim(5001), gone);
        loop.runUntilIdle();
        gone.leave();

        wire.reply(0, List.of(new Outcome.Conflict(List.of()), new NotApplied(Reason.KEPT_BACK)));

        assertThat(keptBack.outcome()).isCompletedWithValue(new NotApplied(Reason.WITHDRAWN));
        assertThat(wire.sizes()).containsExactly(2);
    }

    @Test
    void removalsGoOnWhileTheStoreHasNoSpaceToSettleAndWhatPutsIsRefused() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        CompletableFuture<Void> unblocked = new CompletableFuture<>();
        Submission lost = submit(claim(5000));
        loop.runUntilIdle();
        wire.answer(0, new Unknown(settled, unblocked));
        Submission puts = submit(claim(5001));
        Submission removes = submit(removal(claim(5002)));
        loop.runUntilIdle();
        assertThat(removes.isSent()).isFalse();

        unblocked.complete(null);
        loop.runUntilIdle();

        assertThat(puts.outcome()).isCompletedWithValue(new NotApplied(Reason.REFUSED, "the store has no space left"));
        assertThat(removes.isSent()).isTrue();
        assertThat(batcher.isAnsweredWell()).isFalse();
        assertThat(settled).isNotDone();
        assertThat(lost.outcome()).isCompletedWithValue(new Unknown(settled, unblocked));
    }

    @Test
    void everythingGoesOnOnceTheStoreHasSettled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        submit(claim(5000));
        loop.runUntilIdle();
        wire.answer(0, new Unknown(settled, settled));
        Submission waiting = submit(claim(5001));

        settled.complete(null);
        loop.runUntilIdle();

        assertThat(waiting.isSent()).isTrue();
    }

    @Test
    void whatIsTriedAloneAfterARefusalCanStillBeWithdrawn() {
        Submission one = submit(claim(5000));
        Submission two = submit(claim(5001));
        Submission three = submit(claim(5002));
        loop.runUntilIdle();
        wire.answer(0, new NotApplied(Reason.INVALID));
        loop.runUntilIdle();
        assertThat(one.isSent()).isTrue();
        assertThat(two.isSent()).isTrue();
        assertThat(three.isSent()).isFalse();

        batcher.withdraw(three);

        assertThat(three.outcome()).isCompletedWithValue(new NotApplied(Reason.WITHDRAWN));
    }

    @Test
    void itIsFullWhenTooMuchWaitsAndStillTakesWhatWasBegun() {
        submit(claim(5000));
        submit(claim(5001));
        loop.runUntilIdle();
        List<RequestContext> callers = new ArrayList<>();
        for (int i = 0; i < Batcher.MAX_QUEUED; i++) {
            assertThat(batcher.isFull()).isFalse();
            callers.add(new RequestContext(loop.nanos()));
            batcher.submit(claim(6000 + i), callers.get(i));
        }
        assertThat(batcher.isFull()).isTrue();
        Submission more = submit(claim(11_000));
        callers.forEach(RequestContext::leave);

        wire.answer(0, new Committed(7));
        loop.runUntilIdle();

        assertThat(batcher.isFull()).as("whose clients have gone make room").isFalse();
        assertThat(more.isSent()).isTrue();
    }

    @Test
    void itIsIdleOnceEverythingHasItsOutcome() {
        assertThat(batcher.isIdle()).isTrue();
        submit(claim(5000));
        assertThat(batcher.isIdle()).isFalse();
        loop.runUntilIdle();
        assertThat(batcher.isIdle()).isFalse();

        wire.answer(0, new Committed(7));

        assertThat(batcher.isIdle()).isTrue();
    }

    private Submission submit(Mutation mutation) {
        return batcher.submit(mutation, new RequestContext(loop.nanos()));
    }

    private Mutation claim(int port) {
        return ClaimMutations.claim(django, samples.allocation(port, "django", "web-" + port), Lease.NONE, false);
    }

    private static Mutation removal(Mutation claim) {
        Holding holding = claim.after(Holding.class);
        return OfferMutations.remove(new Entry<>(new PortKey(Space.DEFAULT, holding.port()), holding, 3, 3));
    }

    /** A store that answers when the test says so. */
    private static final class Wire implements Store {
        private final List<List<Mutation>> batches = new ArrayList<>();
        private final List<CompletableFuture<List<Outcome>>> replies = new ArrayList<>();

        @Override
        public BatchLimits limits() {
            return LIMITS;
        }

        @Override
        public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
            CompletableFuture<List<Outcome>> reply = new CompletableFuture<>();
            batches.add(batch);
            replies.add(reply);
            return reply;
        }

        List<List<Mutation>> batches() {
            return batches;
        }

        List<Integer> sizes() {
            return batches.stream().map(List::size).toList();
        }

        void answer(int batch, Outcome toEach) {
            reply(batch, Collections.nCopies(batches.get(batch).size(), toEach));
        }

        void reply(int batch, List<Outcome> outcomes) {
            replies.get(batch).complete(outcomes);
        }

        @Override
        public CompletableFuture<Boolean> barrier() {
            throw new AssertionError("a batcher only commits");
        }

        @Override
        public CompletableFuture<Optional<Lease>> lease(Duration atLeast, int records) {
            throw new AssertionError("a batcher only commits");
        }

        @Override
        public @Nullable Duration staleness() {
            throw new AssertionError("a batcher only commits");
        }
    }
}
