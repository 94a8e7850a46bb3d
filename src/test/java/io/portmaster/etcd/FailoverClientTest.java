package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.portmaster.commit.StoreListener;
import io.portmaster.commit.StoreListener.Cause;
import io.portmaster.loop.ManualLoop;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailoverClientTest {
    private static final Throwable UNSENT =
            Status.UNAVAILABLE.withCause(new CallInterceptor.NotSentException()).asRuntimeException();
    private static final Throwable NO_LEADER =
            Status.UNAVAILABLE.withDescription("etcdserver: no leader").asRuntimeException();

    private final ManualLoop loop = new ManualLoop();
    private final List<FakeClient> opened = new ArrayList<>();
    private final List<FakeClient> failbacks = new ArrayList<>();
    private final List<Cause> causes = new ArrayList<>();
    private String name = "10.0.0.0 10.0.0.1 10.0.0.2";
    private final MemberList list =
            new MemberList(List.of(URI.create("http://etcd:2379")), this::resolve, Runnable::run, () -> 0, loop);
    private final FailoverClient<FakeClient> client =
            new FailoverClient<>(list, new FakeConnector(), failbacks::add, loop, new CauseRecorder());

    private InetAddress[] resolve(String host) {
        return Stream.of(name.split(" "))
                .map(address -> {
                    try {
                        return InetAddress.getByName(address);
                    } catch (UnknownHostException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray(InetAddress[]::new);
    }

    /** A client whose calls the test answers. */
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

    private final class FakeConnector implements MemberConnector<FakeClient> {
        @Override
        public FakeClient open(Member member, Runnable onLost) {
            FakeClient made = new FakeClient(member.socket().getAddress().getAddress()[3], onLost);
            opened.add(made);
            return made;
        }

        @Override
        public CompletableFuture<?> handshake(Member member, FakeClient asked) {
            asked.asked = new CompletableFuture<>();
            return asked.asked;
        }

        /** As in gRPC, calls that were sent fail, and may have arrived all the same. */
        @Override
        public void close(FakeClient ended) {
            ended.closed = true;
            while (!ended.calls.isEmpty()) {
                ended.fail(Status.UNAVAILABLE.asRuntimeException());
            }
            ended.asked.completeExceptionally(Status.UNAVAILABLE.asRuntimeException());
        }
    }

    private final class CauseRecorder implements StoreListener {
        @Override
        public void reconnected(Cause cause) {
            causes.add(cause);
        }
    }

    private CompletableFuture<String> call() {
        return client.call(FakeClient::call);
    }

    private FakeClient last(int member) {
        return opened.stream()
                .filter(made -> made.member == member)
                .reduce((former, later) -> later)
                .orElseThrow();
    }

    private @Nullable FakeClient current() {
        return client.get();
    }

    private void pass(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    private void answers(int member) {
        last(member).asked.complete("well");
    }

    /** Connects to the home, and closes everything else. */
    private FakeClient settle() {
        pass(0);
        answers(0);
        pass(10);
        FakeClient home = last(0);
        assertThat(current()).isEqualTo(home);
        // The survey tries the others.
        pass(150);
        last(1).asked.complete("well");
        last(2).asked.complete("well");
        pass(10);
        assertThat(opened).filteredOn(made -> !made.closed).containsExactly(home);
        opened.clear();
        opened.add(home);
        return home;
    }

    /** Moves from the home to that member. */
    private FakeClient goAwayTo(int member) {
        settle().onLost.run();
        pass(10);
        answers(member);
        pass(100);
        assertThat(current()).isEqualTo(last(member));
        return last(member);
    }

    @Test
    void atTheStartAllMembersAreTriedAndTheHomeIsTaken() {
        pass(0);
        assertThat(opened).extracting(made -> made.member).containsExactlyInAnyOrder(0, 1, 2);
        answers(2);
        answers(0);
        pass(10);
        assertThat(current()).isEqualTo(last(0));
        assertThat(client.connected()).isDone();
        assertThat(last(1).closed).isTrue();
        assertThat(last(2).closed).isTrue();
        assertThat(causes).isEmpty();
    }

    @Test
    void atTheStartASilentHomeIsNotWaitedForForLong() {
        pass(0);
        answers(2);
        pass(400);
        assertThat(current()).isNull();
        pass(200);
        assertThat(current()).isEqualTo(last(2));
    }

    @Test
    void atTheStartAHomeThatIsDownIsNotWaitedFor() {
        pass(0);
        answers(2);
        last(0).asked.completeExceptionally(UNSENT);
        pass(10);
        assertThat(current()).isEqualTo(last(2));
    }

    @Test
    void untilAMemberIsFoundCallsWait() {
        CompletableFuture<String> call = call();
        pass(500);
        assertThat(call).isNotDone();
        answers(0);
        pass(10);
        last(0).answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
    }

    @Test
    void callThatFindsNoMemberInItsTimeFailsAsNotSent() {
        CompletableFuture<String> call = call();
        pass(2_200);
        assertThat(call).isCompletedExceptionally();
        assertThat(EtcdErrors.definite(call.handle((value, error) -> error).join()))
                .isEqualTo(io.portmaster.commit.Outcome.Reason.NOT_SENT);
    }

    @Test
    void memberThatIsSilentForASecondIsLeftForTheFirstThatWorks() {
        FakeClient home = settle();
        call();
        pass(1_300);
        answers(2);
        pass(100);
        assertThat(current()).isEqualTo(last(2));
        assertThat(causes).containsExactly(Cause.SILENCE);
        assertThat(last(1).closed).isTrue();
        assertThat(home.closed).isTrue();
    }

    @Test
    void callsThatTheFormerMemberHasNotAnsweredFailAtOnce() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        answers(1);
        pass(100);
        assertThat(call).isCompletedExceptionally();
        assertThat(home.closed).isTrue();
        assertThat(last(1).calls).isEmpty();
    }

    @Test
    void callThatCouldNotBeSentGoesToTheNewMember() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        CompletableFuture<String> unsent = home.calls.remove(0);
        home.onLost.run();
        pass(10);
        unsent.completeExceptionally(UNSENT);
        answers(1);
        pass(100);
        assertThat(call).isNotDone();
        last(1).answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
    }

    @Test
    void callThatCouldNotBeSentFailsIfThereIsNoOtherMember() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        home.fail(UNSENT);
        pass(10);
        assertThat(call).isCompletedExceptionally();
    }

    @Test
    void nothingMoreIsSentOverALostConnection() {
        FakeClient home = settle();
        home.onLost.run();
        pass(10);
        assertThat(current()).isNull();
        call();
        pass(10);
        assertThat(home.calls).isEmpty();
        assertThat(opened).hasSize(4);
        answers(0);
        pass(100);
        assertThat(current()).isEqualTo(last(0)).isNotEqualTo(home);
        assertThat(causes).containsExactly(Cause.DISCONNECTED);
    }

    @Test
    void callOverALostConnectionMayStillBeAnswered() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        home.onLost.run();
        pass(10);
        home.answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
    }

    @Test
    void strangerIsLeftAtOnceAndItsAnswerCountsForNothing() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        home.fail(StrangerException.ofInstallation());
        pass(10);
        assertThat(call).isCompletedExceptionally();
        assertThat(current()).isNull();
        answers(1);
        pass(100);
        assertThat(current()).isEqualTo(last(1));
        assertThat(causes).containsExactly(Cause.STRANGER);
    }

    @Test
    void oneSlowCallAmongOthersIsNoSilence() {
        FakeClient home = settle();
        call();
        for (int i = 0; i < 15; i++) {
            call();
            home.calls.remove(1).complete("yes");
            pass(500);
        }
        assertThat(current()).isEqualTo(home);
        assertThat(opened).hasSize(1);
    }

    @Test
    void memberWithoutCallsIsNotSilent() {
        FakeClient home = settle();
        pass(9_000);
        assertThat(opened).containsExactly(home);
    }

    @Test
    void memberThatAnswersWithErrorsOnlyIsLeft() {
        FakeClient home = settle();
        for (int i = 0; i < 5; i++) {
            call();
            home.fail(NO_LEADER);
            pass(300);
        }
        assertThat(opened).hasSize(4);
    }

    @Test
    void timeInWhichTheLoopStoodStillIsNoSilence() {
        FakeClient home = settle();
        call();
        pass(100);
        loop.stall(Duration.ofSeconds(30));
        pass(300);
        assertThat(current()).isEqualTo(home);
        assertThat(causes).isEmpty();
    }

    @Test
    void whileNoMemberWorksTheCurrentOneIsKeptAndAllAreTriedAgain() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        for (int i = 0; i < 20; i++) {
            last(1).asked.completeExceptionally(NO_LEADER);
            pass(250);
            assertThat(last(1).asked).isNotDone();
        }
        assertThat(opened.stream().filter(made -> !made.closed)).hasSize(4);
        assertThat(opened).hasSize(4 + 20);
        assertThat(current()).isEqualTo(home);
        assertThat(call).isNotDone();
    }

    @Test
    void memberThatAnswersAfterAllIsKept() {
        FakeClient home = settle();
        CompletableFuture<String> call = call();
        pass(1_300);
        answers(1);
        pass(20);
        home.answer();
        pass(100);
        assertThat(call).isCompletedWithValue("yes");
        assertThat(current()).isEqualTo(home);
        assertThat(opened.subList(1, 4)).allMatch(made -> made.closed);
        assertThat(causes).isEmpty();
    }

    @Test
    void onceTheHomeIsWellAgainCallsGoToItAndNoneFails() {
        FakeClient away = goAwayTo(1);
        pass(9_730);
        CompletableFuture<String> call = call();
        FakeClient home = last(0);
        assertThat(home.asked).isNotDone();
        answers(0);
        pass(10);
        assertThat(current()).isEqualTo(home);
        assertThat(failbacks).containsExactly(home);
        assertThat(causes).containsExactly(Cause.DISCONNECTED, Cause.FAILBACK);
        assertThat(away.closed).isFalse();
        away.answer();
        pass(10);
        assertThat(call).isCompletedWithValue("yes");
        pass(5_000);
        assertThat(away.closed).isTrue();
    }

    @Test
    void homeThatIsStillSlowIsNotUsed() {
        FakeClient away = goAwayTo(1);
        pass(9_730);
        FakeClient home = last(0);
        pass(600);
        home.asked.complete("at last");
        pass(10);
        assertThat(home.closed).isTrue();
        assertThat(current()).isEqualTo(away);
    }

    @Test
    void nameWhoseAddressesChangeLeadsToTheNewOnes() {
        settle().onLost.run();
        name = "10.0.0.7";
        pass(2_100);
        answers(7);
        pass(100);
        assertThat(current()).isEqualTo(last(7));
    }

    @Test
    void onceClosedItOpensNothingMore() {
        goAwayTo(1).onLost.run();
        pass(10);
        CompletableFuture<String> call = call();
        int before = opened.size();
        client.close();
        pass(60_000);
        assertThat(opened).hasSize(before).allMatch(made -> made.closed);
        assertThat(call).isCompletedExceptionally();
    }
}
