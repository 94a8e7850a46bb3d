package io.portmaster.etcd;

import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of etcd's {@code LeaseKeepAlive}, for the keep-alives of many leases. etcd answers them one after the other. So one
 * that has no answer after {@link CallInterceptor#DEADLINE} holds up all that follow: then the stream ends, and a new one may do
 * better. The end also keeps etcd from carrying out a keep-alive long after its sender has given up.
 *
 * <p>A keep-alive is handed to gRPC when the connection takes it, and waits here before. gRPC would send it at any later time.
 */
final class KeepAliveStream implements ClientResponseObserver<LeaseKeepAliveRequest, LeaseKeepAliveResponse> {
    private static final Logger log = LoggerFactory.getLogger(KeepAliveStream.class);

    private final Predicate<ResponseHeader> isCurrent;
    private final Loop loop;
    private final Deque<KeepAlive> waiting = new ArrayDeque<>();
    private final Deque<KeepAlive> sent = new ArrayDeque<>();
    private @Nullable ClientCallStreamObserver<LeaseKeepAliveRequest> requests;
    private Loop.@Nullable Timer timer;
    private @Nullable Throwable ended;
    private boolean finishing;

    /** @param deadline by {@link Loop#nanos()} */
    private record KeepAlive(Lease lease, BooleanSupplier worthSending, long deadline, CompletableFuture<Long> ttl) {}

    /**
     * @param isCurrent whether the member that answers has heard of the last election that is known here. Throws a {@link
     *     StrangerException} if the member is not of the served cluster
     */
    KeepAliveStream(Predicate<ResponseHeader> isCurrent, Loop loop) {
        this.isCurrent = isCurrent;
        this.loop = loop;
    }

    /** Whether the stream takes keep-alives. */
    boolean isOpen() {
        return ended == null && !finishing;
    }

    /**
     * Sends a keep-alive. See {@link LeaseCalls#keepAlive}.
     *
     * @return the lease's time in seconds; 0 if no such lease lives
     */
    CompletableFuture<Long> send(Lease lease, BooleanSupplier worthSending) {
        CompletableFuture<Long> ttl = new CompletableFuture<>();
        if (ended == null) {
            waiting.add(new KeepAlive(lease, worthSending, loop.nanos() + CallInterceptor.DEADLINE.toNanos(), ttl));
            sendWaiting();
            watchDeadlines();
        } else {
            ttl.completeExceptionally(new CallInterceptor.NotSentException(ended));
        }
        return ttl;
    }

    /** Ends the stream once all its keep-alives are answered. */
    void finish() {
        finishing = true;
        finishIfAnswered();
    }

    private void finishIfAnswered() {
        if (finishing && ended == null && requests != null && waiting.isEmpty() && sent.isEmpty()) {
            requests.onCompleted();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<LeaseKeepAliveRequest> stream) {
        requests = stream;
        stream.setOnReadyHandler(() -> loop.execute(this::sendWaiting));
    }

    @Override
    public void onNext(LeaseKeepAliveResponse response) {
        loop.execute(() -> answered(response));
    }

    @Override
    public void onError(Throwable failure) {
        loop.execute(() -> end(failure));
    }

    @Override
    public void onCompleted() {
        onError(Status.UNAVAILABLE.withDescription("etcd ended the stream").asRuntimeException());
    }

    private void sendWaiting() {
        while (ended == null && requests != null && requests.isReady() && !waiting.isEmpty()) {
            KeepAlive next = waiting.remove();
            if (next.worthSending.getAsBoolean()) {
                sent.add(next);
                requests.onNext(LeaseKeepAliveRequest.newBuilder()
                        .setID(next.lease.id())
                        .build());
            } else {
                next.ttl.completeExceptionally(new CallInterceptor.NotSentException());
            }
        }
    }

    private void answered(LeaseKeepAliveResponse response) {
        if (ended != null) {
            return;
        }
        boolean current;
        try {
            current = isCurrent.test(response.getHeader());
        } catch (StrangerException e) {
            end(e);
            return;
        }
        KeepAlive first = takeSent(response.getID());
        if (first == null) {
            end(Status.INTERNAL
                    .withDescription("etcd answered a keep-alive that was not sent")
                    .asRuntimeException());
            return;
        }
        if (current) {
            first.ttl.complete(response.getTTL());
        } else {
            // A leader that was stopped for a while answers by itself, until it hears that it leads no more.
            first.ttl.completeExceptionally(Status.UNAVAILABLE
                    .withDescription("the member has not heard of the last election")
                    .asRuntimeException());
        }
        finishIfAnswered();
    }

    /** The first keep-alive of that lease. etcd answers in order; its gRPC proxy keeps the order of each lease only. */
    private @Nullable KeepAlive takeSent(long lease) {
        for (Iterator<KeepAlive> each = sent.iterator(); each.hasNext(); ) {
            KeepAlive candidate = each.next();
            if (candidate.lease.id() == lease) {
                each.remove();
                return candidate;
            }
        }
        return null;
    }

    /** Ends the stream when the oldest keep-alive is late. All wait for the same time, so that one is late first. */
    private void watchDeadlines() {
        KeepAlive oldest = sent.isEmpty() ? waiting.peek() : sent.peek();
        if (timer == null && oldest != null) {
            timer = loop.after(Duration.ofNanos(Math.max(0, oldest.deadline - loop.nanos())), () -> {
                timer = null;
                endIfLate();
                watchDeadlines();
            });
        }
    }

    private void endIfLate() {
        KeepAlive oldest = sent.isEmpty() ? waiting.peek() : sent.peek();
        if (oldest != null && loop.nanos() - oldest.deadline >= 0) {
            end(Status.DEADLINE_EXCEEDED.asRuntimeException());
        }
    }

    private void end(Throwable why) {
        if (ended != null) {
            return;
        }
        ended = why;
        if (timer != null) {
            timer.cancel();
        }
        if (requests != null) {
            requests.cancel("the stream has ended", why);
        }
        List<KeepAlive> unanswered = new ArrayList<>(sent);
        List<KeepAlive> unsent = new ArrayList<>(waiting);
        sent.clear();
        waiting.clear();
        if (!unanswered.isEmpty()) {
            log.warn(
                    "a stream of keep-alives has ended, and {} of them may have taken effect: {}",
                    unanswered.size(),
                    EtcdErrors.brief(why));
        }
        unanswered.forEach(each -> each.ttl.completeExceptionally(why));
        unsent.forEach(each -> each.ttl.completeExceptionally(new CallInterceptor.NotSentException(why)));
    }
}
