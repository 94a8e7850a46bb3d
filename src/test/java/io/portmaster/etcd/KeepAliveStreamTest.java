package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One stream of keep-alives, on scripted requests and answers. */
class KeepAliveStreamTest {
    private static final long CLUSTER = 0xc1;
    private static final Lease A = new Lease(0xa0);
    private static final Lease B = new Lease(0xb0);

    private final ManualLoop loop = new ManualLoop();
    private final Requests requests = new Requests();
    private final KeepAliveStream stream = new KeepAliveStream(this::isCurrent, loop);
    private boolean worthSending = true;
    private boolean current = true;

    KeepAliveStreamTest() {
        stream.beforeStart(requests);
    }

    private boolean isCurrent(ResponseHeader header) {
        if (header.getClusterId() != CLUSTER) {
            throw StrangerException.ofCluster(header.getClusterId());
        }
        return current;
    }

    private CompletableFuture<Long> send(Lease lease) {
        return stream.send(lease, () -> worthSending);
    }

    private void answer(Lease lease, long ttl) {
        answer(lease, ttl, CLUSTER);
    }

    private void answer(Lease lease, long ttl, long cluster) {
        stream.onNext(LeaseKeepAliveResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setClusterId(cluster))
                .setID(lease.id())
                .setTTL(ttl)
                .build());
        loop.runUntilIdle();
    }

    private void fail(Status status) {
        stream.onError(status.asRuntimeException());
        loop.runUntilIdle();
    }

    private void pass(int millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    private static Throwable failureOf(CompletableFuture<Long> call) {
        return call.handle((ttl, failure) -> failure).join();
    }

    private static void assertUnknown(CompletableFuture<Long> call) {
        assertThat(call).isCompletedExceptionally();
        assertThat(EtcdErrors.definite(failureOf(call))).isNull();
    }

    private static void assertNotSent(CompletableFuture<Long> call) {
        assertThat(call).isCompletedExceptionally();
        assertThat(EtcdErrors.definite(failureOf(call))).isEqualTo(Reason.NOT_SENT);
    }

    @Test
    void answersGoToTheirLeasesInOrder() {
        CompletableFuture<Long> first = send(A);
        CompletableFuture<Long> other = send(B);
        CompletableFuture<Long> second = send(A);
        assertThat(requests.leases).containsExactly(A, B, A);

        answer(A, 1);
        answer(B, 2);
        assertThat(first).isCompletedWithValue(1L);
        assertThat(other).isCompletedWithValue(2L);
        assertThat(second).isNotDone();

        answer(A, 3);
        assertThat(second).isCompletedWithValue(3L);
    }

    /** etcd's gRPC proxy answers the leases in any order. */
    @Test
    void answersOfOtherLeasesMayComeFirst() {
        CompletableFuture<Long> a = send(A);
        CompletableFuture<Long> b = send(B);
        answer(B, 2);
        assertThat(b).isCompletedWithValue(2L);
        assertThat(a).isNotDone();
        answer(A, 1);
        assertThat(a).isCompletedWithValue(1L);
    }

    /** A leader that was stopped, and goes on, answers from its memory until it hears of the election. */
    @Test
    void answerOfAMemberThatMissedAnElectionCountsForNothing() {
        CompletableFuture<Long> call = send(A);
        CompletableFuture<Long> next = send(B);
        current = false;
        answer(A, 1);
        assertUnknown(call);

        current = true;
        answer(B, 2);
        assertThat(next).isCompletedWithValue(2L);
    }

    @Test
    void keepAliveWaitsUntilTheConnectionTakesIt() {
        requests.ready = false;
        CompletableFuture<Long> call = send(A);
        loop.runUntilIdle();
        assertThat(requests.leases).isEmpty();

        requests.becomeReady();
        loop.runUntilIdle();
        assertThat(requests.leases).containsExactly(A);
        assertThat(call).isNotDone();
    }

    @Test
    void keepAliveThatHasWaitedUntilItIsWorthNothingIsNotSent() {
        requests.ready = false;
        CompletableFuture<Long> call = send(A);
        worthSending = false;
        requests.becomeReady();
        loop.runUntilIdle();
        assertThat(requests.leases).isEmpty();
        assertNotSent(call);
    }

    @Test
    void keepAliveWithoutAnAnswerEndsTheStreamAfterTwoSeconds() {
        CompletableFuture<Long> late = send(A);
        pass(1_900);
        CompletableFuture<Long> behind = send(B);
        requests.ready = false;
        CompletableFuture<Long> unsent = send(B);
        assertThat(late).isNotDone();

        pass(100);
        assertUnknown(late);
        assertUnknown(behind);
        assertNotSent(unsent);
        assertThat(requests.cancelled).isTrue();
        assertThat(stream.isOpen()).isFalse();
        answer(A, 60);
    }

    @Test
    void keepAlivesThatAreAnsweredInTimeKeepTheStreamOpen() {
        for (int each = 0; each < 20; each++) {
            CompletableFuture<Long> call = send(A);
            pass(1_999);
            answer(A, 60);
            assertThat(call).isCompletedWithValue(60L);
        }
        pass(60_000);
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void streamThatIsNeverReadyEnds() {
        requests.ready = false;
        CompletableFuture<Long> call = send(A);
        pass(2_000);
        assertNotSent(call);
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void brokenStreamLeavesWhatWasSentUnknown() {
        CompletableFuture<Long> sent = send(A);
        requests.ready = false;
        CompletableFuture<Long> unsent = send(B);
        fail(Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
        assertUnknown(sent);
        assertNotSent(unsent);
        assertNotSent(send(A));
    }

    @Test
    void streamThatNoConnectionCarriedLeavesNothingUnknown() {
        CompletableFuture<Long> call = send(A);
        fail(Status.UNAVAILABLE.withCause(new CallInterceptor.NotSentException()));
        assertNotSent(call);
    }

    @Test
    void streamThatEtcdEndsInOrderLeavesWhatWasSentUnknown() {
        CompletableFuture<Long> sent = send(A);
        stream.onCompleted();
        loop.runUntilIdle();
        assertUnknown(sent);
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void answerOfAnotherClusterCountsForNothing() {
        CompletableFuture<Long> call = send(A);
        answer(A, 60, 0xbad);
        assertThatThrownBy(call::join).hasCauseInstanceOf(StrangerException.class);
        assertUnknown(call);
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void answerToWhatWasNotSentEndsTheStream() {
        CompletableFuture<Long> call = send(A);
        answer(B, 60);
        assertUnknown(call);
        assertThat(requests.cancelled).isTrue();
    }

    @Test
    void streamThatIsFinishedStillGetsItsAnswers() {
        CompletableFuture<Long> call = send(A);
        stream.finish();
        assertThat(stream.isOpen()).isFalse();
        assertThat(requests.completed).isFalse();

        answer(A, 60);
        assertThat(call).isCompletedWithValue(60L);
        assertThat(requests.completed).isTrue();
    }

    @Test
    void idleStreamIsFinishedAtOnce() {
        stream.finish();
        assertThat(requests.completed).isTrue();
    }

    /** gRPC's side of the stream. */
    private static final class Requests extends ClientCallStreamObserver<LeaseKeepAliveRequest> {
        private final List<Lease> leases = new ArrayList<>();
        private boolean ready = true;
        private boolean cancelled;
        private boolean completed;
        private Runnable onReady = () -> {};

        private void becomeReady() {
            ready = true;
            onReady.run();
        }

        @Override
        public void onNext(LeaseKeepAliveRequest request) {
            leases.add(new Lease(request.getID()));
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            cancelled = true;
        }

        @Override
        public void onCompleted() {
            completed = true;
        }

        @Override
        public void onError(Throwable failure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}
    }
}
