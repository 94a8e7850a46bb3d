package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.portmaster.commit.ManualLoop;
import io.portmaster.commit.StoreListener;
import io.portmaster.commit.StoreListener.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LiveClientTest {
    private static final Throwable UNSENT =
            Status.UNAVAILABLE.withCause(new CallInterceptor.NotSentException()).asRuntimeException();
    private static final Throwable NO_LEADER =
            Status.UNAVAILABLE.withDescription("etcdserver: no leader").asRuntimeException();

    private final ManualLoop loop = new ManualLoop();
    private final List<FakeClient> opened = new ArrayList<>();
    private final List<FakeClient> homecomings = new ArrayList<>();
    private final List<Cause> causes = new ArrayList<>();
    private final LiveClient<FakeClient> live = new LiveClient<>(3, new FakeLines(), homecomings::add, loop, new Ear());

    /** A client that does nothing by itself. */
    private static final class FakeClient {
        private final int member;
        private final Runnable onLost;
        private final List<CompletableFuture<String>> calls = new ArrayList<>();
        private CompletableFuture<String> asked = new CompletableFuture<>();
        private boolean closed;

        private FakeClient(int member, Runnable onLost) {
            this.member = member;
            this.onLost = onLost;
        }

        CompletableFuture<String> call() {
            CompletableFuture<String> call = new CompletableFuture<>();
            calls.add(call);
            return call;
        }

        void answer() {
            calls.remove(0).complete("yes");
        }

        void fail(Throwable error) {
            calls.remove(0).completeExceptionally(error);
        }
    }

    private final class FakeLines implements Lines<FakeClient> {
        @Override
        public FakeClient open(int member, Runnable onLost) {
            FakeClient client = new FakeClient(member, onLost);
            opened.add(client);
            return client;
        }

        @Override
        public CompletableFuture<?> ask(FakeClient client) {
            client.asked = new CompletableFuture<>();
            return client.asked;
        }

        /** As gRPC does it: what was sent fails, and may have arrived. */
        @Override
        public void close(FakeClient client) {
            client.closed = true;
            while (!client.calls.isEmpty()) {
                client.fail(Status.UNAVAILABLE.asRuntimeException());
            }
            client.asked.completeExceptionally(Status.UNAVAILABLE.asRuntimeException());
        }
    }

    private final class Ear implements StoreListener {
        @Override
        public void relisted() {}

        @Override
        public void fenceRaised() {}

        @Override
        public void reconnected(Cause cause) {
            causes.add(cause);
        }

        @Override
        public void caughtUp(Duration took) {}
    }

    private CompletableFuture<String> call() {
        return live.call(FakeClient::call);
    }

    private FakeClient last(int member) {
        return opened.stream()
                .filter(client -> client.member == member)
                .reduce((former, later) -> later)
                .orElseThrow();
    }

    private void pass(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** The first connection stands. */
    private void settle() {
        call();
        live.get().answer();
        pass(10);
    }

    /** Away from home, at that member. */
    private void goAwayTo(int member) {
        live.get().onLost.run();
        pass(10);
        last(member).asked.complete("well");
        pass(100);
        assertThat(live.get().member).isEqualTo(member);
    }

    @Test
    void aMemberThatAnswersNothingForASecondIsLeftForTheFirstThatServes() {
        settle();
        call();
        pass(1_300);
        assertThat(opened).hasSize(4);
        last(2).asked.complete("well");
        pass(100);
        assertThat(live.get()).isEqualTo(last(2));
        assertThat(causes).containsExactly(Cause.SILENCE);
        assertThat(last(1).closed).isTrue();
    }

    @Test
    void whatTheMemberThatIsLeftHasNotAnsweredFailsAtOnce() {
        settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        last(1).asked.complete("well");
        pass(100);
        assertThat(call).isCompletedExceptionally();
        assertThat(opened.get(0).closed).isTrue();
        assertThat(last(1).calls).isEmpty();
    }

    @Test
    void whatCouldNotBeSentGoesToTheNewMember() {
        CompletableFuture<String> call = call();
        live.get().onLost.run();
        pass(10);
        last(1).asked.complete("well");
        CompletableFuture<String> unsent = opened.get(0).calls.remove(0);
        pass(100);
        unsent.completeExceptionally(UNSENT);
        pass(10);
        assertThat(call).isNotDone();
        last(1).answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
    }

    @Test
    void whatCouldNotBeSentAndHasNowhereElseToGoFails() {
        CompletableFuture<String> call = call();
        opened.get(0).fail(UNSENT);
        pass(10);
        assertThat(call).isCompletedExceptionally();
    }

    @Test
    void theVeryFirstAnswerMayTakeLonger() {
        call();
        pass(1_900);
        assertThat(opened).hasSize(1);
        pass(200);
        assertThat(opened).hasSize(4);
    }

    @Test
    void oneSlowCallAmongOthersIsNoSilence() {
        call();
        for (int i = 0; i < 30; i++) {
            call();
            opened.get(0).calls.remove(1).complete("yes");
            pass(500);
        }
        assertThat(opened).hasSize(1);
    }

    @Test
    void aMemberThatNobodyAsksIsNotSilent() {
        pass(60_000);
        assertThat(opened).hasSize(1);
    }

    @Test
    void aMemberThatAnswersWithErrorsOnlyIsOfNoUse() {
        settle();
        for (int i = 0; i < 5; i++) {
            call();
            opened.get(0).fail(NO_LEADER);
            pass(300);
        }
        assertThat(opened).hasSize(4);
    }

    @Test
    void timeInWhichTheLoopStoodStillIsNoSilence() {
        settle();
        call();
        pass(100);
        loop.stall(Duration.ofSeconds(30));
        pass(300);
        assertThat(opened).hasSize(1);
    }

    @Test
    void aConnectionThatIsLostIsReasonEnoughToLookAround() {
        live.get().onLost.run();
        pass(10);
        assertThat(opened).hasSize(4);
        last(0).asked.complete("well");
        pass(100);
        assertThat(live.get()).isEqualTo(last(0));
        assertThat(causes).containsExactly(Cause.DISCONNECTED);
    }

    @Test
    void whileNobodyServesTheMemberIsKeptAndAllAreAskedAgainAndAgain() {
        settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        last(1).asked.completeExceptionally(NO_LEADER);
        pass(250);
        assertThat(last(1).asked).isNotDone();
        pass(10_000);
        assertThat(opened.stream().filter(client -> !client.closed)).hasSize(4);
        assertThat(opened).hasSizeBetween(10, 30);
        assertThat(live.get()).isEqualTo(opened.get(0));
        assertThat(call).isNotDone();
    }

    @Test
    void aMemberThatAnswersAfterAllIsKept() {
        settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        last(1).asked.complete("well");
        pass(20);
        opened.get(0).answer();
        pass(100);
        assertThat(call).isCompletedWithValue("yes");
        assertThat(live.get()).isEqualTo(opened.get(0));
        assertThat(opened.subList(1, 4)).allMatch(client -> client.closed);
        assertThat(causes).isEmpty();
    }

    @Test
    void onceTheFirstMemberIsWellAgainCallsGoToItAndNoneFails() {
        goAwayTo(1);
        FakeClient away = live.get();
        pass(9_500);
        CompletableFuture<String> call = call();
        pass(500);
        CompletableFuture<String> later = call();
        away.calls.remove(1).complete("yes");
        last(0).asked.complete("well");
        pass(10);
        assertThat(later).isCompletedWithValue("yes");
        assertThat(live.get()).isEqualTo(last(0));
        assertThat(homecomings).containsExactly(last(0));
        assertThat(causes).containsExactly(Cause.DISCONNECTED, Cause.HOMECOMING);
        assertThat(away.closed).isFalse();
        away.answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
        pass(10_000);
        assertThat(away.closed).isTrue();
    }

    @Test
    void aFirstMemberThatIsStillSlowIsLeftAlone() {
        goAwayTo(1);
        pass(10_000);
        FakeClient home = last(0);
        pass(600);
        assertThat(home.closed).isTrue();
        assertThat(live.get().member).isEqualTo(1);
        pass(10_000);
        assertThat(last(0)).isNotEqualTo(home);
    }

    @Test
    void onceClosedItOpensNothingMore() {
        goAwayTo(1);
        live.get().onLost.run();
        pass(10);
        int before = opened.size();
        live.close();
        pass(60_000);
        assertThat(opened).hasSize(before).allMatch(client -> client.closed);
    }
}
