package io.portmaster.etcd;

import io.grpc.Status;
import io.portmaster.commit.Loop;
import io.portmaster.commit.Outcome.Reason;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that leaves a member which has fallen silent, and finds back to etcd soon after an outage. gRPC keeps a silent
 * connection until its pings fail, and waits longer and longer between its tries to connect, two minutes in the end; jetcd lets
 * nobody change that. So a client that is of no use is replaced by a new one, which tries at once, and another member first.
 *
 * @param <C> the client
 */
final class LiveClient<C> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);

    /** A call that was sent and not answered by its deadline is a sign; so is that no other was answered meanwhile. */
    private static final Duration SILENT_AFTER = CallInterceptor.DEADLINE.dividedBy(2);

    /** The tries to connect, and a member that elects a leader, get this long. */
    private static final Duration UNAVAILABLE_AFTER = CallInterceptor.DEADLINE.multipliedBy(2);

    /** By then the deadlines have ended all of a client's calls: to close it earlier would leave some without an answer. */
    private static final Duration CLOSE_FORMER_AFTER = CallInterceptor.DEADLINE.multipliedBy(3);

    private final IntFunction<C> connect;
    private final Consumer<C> close;
    private final Loop loop;
    private volatile C client;
    private int replaced;

    /** When a call was last answered, or the client was last replaced. */
    private long aliveAt;

    /**
     * @param connect makes a client, given how many there were before: each should start with another member
     * @param close ends a client's calls
     */
    LiveClient(IntFunction<C> connect, Consumer<C> close, Loop loop) {
        this.connect = connect;
        this.close = close;
        this.loop = loop;
        this.client = connect.apply(0);
        this.aliveAt = loop.nanos();
    }

    C get() {
        return client;
    }

    /** A call was answered, be it with an error of etcd's. Called on the loop. */
    void answered() {
        aliveAt = loop.nanos();
    }

    /** A call has failed. Called on the loop. */
    void failed(Throwable error) {
        Duration quiet = Duration.ofNanos(loop.nanos() - aliveAt);
        switch (EtcdErrors.definite(error) == Reason.NOT_SENT ? Status.Code.UNAVAILABLE : codeOf(error)) {
            case DEADLINE_EXCEEDED -> replaceIf(quiet.compareTo(SILENT_AFTER) >= 0, "no call is answered");
            // No connection, or a member that has lost the others.
            case UNAVAILABLE -> replaceIf(quiet.compareTo(UNAVAILABLE_AFTER) >= 0, "no call gets through");
            // Any other error is an answer of a member that works.
            default -> answered();
        }
    }

    private static Status.Code codeOf(Throwable error) {
        return Status.fromThrowable(error).getCode();
    }

    private void replaceIf(boolean useless, String why) {
        if (useless) {
            log.warn("connecting to etcd anew: {}", why);
            C former = client;
            client = connect.apply(++replaced);
            aliveAt = loop.nanos();
            loop.after(CLOSE_FORMER_AFTER, () -> close.accept(former));
        }
    }

    @Override
    public void close() {
        close.accept(client);
    }
}
