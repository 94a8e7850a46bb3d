package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.StoreListener;
import io.portmaster.loop.ManualLoop;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private final ManualLoop loop = new ManualLoop();
    private final ScriptedSource source = new ScriptedSource();
    private final Registry registry = new Registry();
    private final Keys keys = new Keys("/p/");
    private final Mirror mirror =
            new Mirror(source, keys, new Transactions(keys, new Codec()), registry, loop, StoreListener.NONE);
    private final List<CompletableFuture<Long>> reads = new ArrayList<>();
    private final Barrier barrier = new Barrier(this::read, mirror, registry, loop, StoreListener.NONE);

    private CompletableFuture<Long> read() {
        CompletableFuture<Long> read = new CompletableFuture<>();
        reads.add(read);
        return read;
    }

    /** Passes the barrier and turns the loop once. The read is on its way then, unless it has to wait for another one. */
    private CompletableFuture<Boolean> ask() {
        CompletableFuture<Boolean> passed = barrier.pass();
        loop.runUntilIdle();
        return passed;
    }

    @BeforeEach
    void load() {
        mirror.start();
        source.answerList(10);
    }

    @Test
    void registryThatHasReachedTheRevisionPassesAtOnce() {
        CompletableFuture<Boolean> passed = ask();
        reads.get(0).complete(10L);
        loop.runUntilIdle();
        assertThat(passed).isCompletedWithValue(true);
    }

    @Test
    void waitsUntilTheRegistryHasReachedTheRevisionOfTheRead() {
        CompletableFuture<Boolean> passed = ask();
        reads.get(0).complete(12L);
        source.lastWatch().sendProgress(11);
        loop.runUntilIdle();
        assertThat(passed).isNotDone();
        source.lastWatch().sendProgress(12);
        loop.runUntilIdle();
        assertThat(passed).isCompletedWithValue(true);
    }

    @Test
    void readThatWasSentBeforeTheRequestProvesNothing() {
        CompletableFuture<Boolean> first = ask();
        CompletableFuture<Boolean> second = ask();
        reads.get(0).complete(10L);
        loop.runUntilIdle();
        assertThat(first).isCompletedWithValue(true);
        loop.runUntilIdle();
        assertThat(second).isNotDone();
        assertThat(reads).hasSize(2);
        reads.get(1).complete(10L);
        loop.runUntilIdle();
        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void requestsOfOneTurnShareARead() {
        for (int i = 0; i < 100; i++) {
            barrier.pass();
        }
        loop.runUntilIdle();
        assertThat(reads).hasSize(1);
    }

    @Test
    void requestsThatComeDuringAReadShareTheNextOne() {
        ask();
        for (int i = 0; i < 100; i++) {
            ask();
        }
        assertThat(reads).hasSize(1);
        reads.get(0).complete(10L);
        loop.runUntilIdle();
        assertThat(reads).hasSize(2);
        reads.get(1).complete(10L);
        loop.runUntilIdle();
        assertThat(reads).hasSize(2);
    }

    @Test
    void nextRequestOfAnAnsweredClientSharesTheNextRead() {
        List<CompletableFuture<Boolean>> again = new ArrayList<>();
        ask().thenRun(() -> again.add(barrier.pass()));
        CompletableFuture<Boolean> meanwhile = ask();
        reads.get(0).complete(10L);
        loop.runUntilIdle();
        assertThat(reads).hasSize(2);
        reads.get(1).complete(10L);
        loop.runUntilIdle();
        assertThat(again).hasSize(1).allSatisfy(passed -> assertThat(passed).isCompletedWithValue(true));
        assertThat(meanwhile).isCompletedWithValue(true);
        assertThat(reads).hasSize(2);
    }

    @Test
    void requestThatArrivesInTheSameTurnSharesTheNextReadToo() {
        ask();
        ask();
        reads.get(0).complete(10L);
        loop.execute(() -> loop.execute(barrier::pass));
        loop.runUntilIdle();
        reads.get(1).complete(10L);
        loop.runUntilIdle();
        assertThat(reads).hasSize(2);
    }

    @Test
    void readThatWaitsForTheWatchDelaysNoOther() {
        CompletableFuture<Boolean> waits = ask();
        ask();
        reads.get(0).complete(12L);
        loop.runUntilIdle();
        assertThat(waits).isNotDone();
        assertThat(reads).hasSize(2);
    }

    @Test
    void asksTheWatchForProgressWhileSomebodyWaits() {
        ask();
        reads.get(0).complete(12L);
        loop.advance(Duration.ofMillis(100));
        assertThat(source.lastWatch().progressRequests).isBetween(2, 10);
        source.lastWatch().sendProgress(12);
        int asked = source.lastWatch().progressRequests;
        loop.advance(Duration.ofSeconds(1));
        assertThat(source.lastWatch().progressRequests).isEqualTo(asked);
    }

    @Test
    void watchThatBringsNothingForTwoSecondsIsReplaced() {
        CompletableFuture<Void> reached = barrier.reached(12);
        loop.advance(Duration.ofMillis(1_900));
        assertThat(source.lists).hasSize(1);
        loop.advance(Duration.ofMillis(200));
        assertThat(source.lists).hasSize(2);
        source.answerList(15);
        loop.runUntilIdle();
        assertThat(reached).isDone();
    }

    @Test
    void slowListIsNotBegunAgain() {
        barrier.reached(12);
        source.lastWatch().onBroken.run();
        loop.advance(Duration.ofSeconds(30));
        assertThat(source.lists).hasSize(2);
    }

    @Test
    void newWatchGetsItsFullTime() {
        CompletableFuture<Void> reached = barrier.reached(60);
        source.lastWatch().onBroken.run();
        loop.advance(Duration.ofSeconds(30));
        source.answerList(50);
        loop.advance(Duration.ofMillis(1_900));
        assertThat(source.lists).hasSize(2);
        source.lastWatch().sendProgress(60);
        loop.runUntilIdle();
        assertThat(reached).isDone();
    }

    @Test
    void aReadThatFailsIsNoProof() {
        CompletableFuture<Boolean> passed = ask();
        reads.get(0).completeExceptionally(new IllegalStateException("no etcd"));
        loop.advance(Duration.ofSeconds(1));
        loop.runUntilIdle();
        assertThat(passed).isCompletedWithValue(false);
        ask();
        assertThat(reads).hasSize(2);
    }

    @Test
    void readThatNeverEndsFailsTheBarrierAfterAWhile() {
        CompletableFuture<Boolean> passed = ask();
        loop.advance(Duration.ofSeconds(3));
        loop.runUntilIdle();
        assertThat(passed).isCompletedWithValue(false);
    }

    @Test
    void readThatNeverEndsDelaysNoOther() {
        ask();
        CompletableFuture<Boolean> second = ask();
        loop.advance(Duration.ofSeconds(3));
        reads.get(1).complete(10L);
        loop.runUntilIdle();
        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void readThatEndsTooLateSendsNoOther() {
        ask();
        ask();
        loop.advance(Duration.ofSeconds(3));
        ask();
        assertThat(reads).hasSize(2);
        reads.get(0).complete(10L);
        loop.runUntilIdle();
        assertThat(reads).hasSize(2);
    }

    @Test
    void revisionBelowTheRegistrysMeansThatEtcdWasRestored() {
        CompletableFuture<Boolean> passed = ask();
        reads.get(0).complete(7L);
        assertThat(registry.isLoaded()).isFalse();
        loop.runUntilIdle();
        assertThat(passed).isNotDone();
        source.answerList(7);
        loop.runUntilIdle();
        assertThat(passed).isCompletedWithValue(true);
    }

    @Test
    void requestThatWaitsForALostRevisionPassesWithTheNextList() {
        CompletableFuture<Void> reached = barrier.reached(5_000);
        mirror.heard(5_000, 10);
        mirror.heard(7, 5_000);
        loop.runUntilIdle();
        assertThat(reached).isNotDone();
        source.answerList(7);
        loop.runUntilIdle();
        assertThat(reached).isDone();
    }

    @Test
    void readThatWasSentBeforeTheRegistryAdvancedShowsNoRestore() {
        ask();
        source.lastWatch().sendProgress(20);
        reads.get(0).complete(15L);
        assertThat(registry.isLoaded()).isTrue();
    }

    @Test
    void stalenessCountsFromTheSendingOfTheRead() {
        assertThat(barrier.staleness()).isNull();
        ask();
        loop.advance(Duration.ofMillis(300));
        reads.get(0).complete(10L);
        loop.advance(Duration.ofMillis(200));
        assertThat(barrier.staleness()).isEqualTo(Duration.ofMillis(500));
    }
}
