package io.portmaster.etcd;

import io.etcd.jetcd.Client;
import io.portmaster.commit.Loop;
import io.portmaster.commit.Outcome.Reason;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that finds back to etcd soon after an outage. gRPC waits longer and longer between its tries to connect, two
 * minutes in the end, and jetcd lets nobody change that: so a client that nothing could be sent with for a while is replaced by
 * a new one, which tries at once.
 */
final class LiveClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** By then the deadlines have ended all of its calls: to close it earlier would leave some without an answer. */
    private static final Duration CLOSE_FORMER_AFTER = CallInterceptor.DEADLINE.multipliedBy(3);

    private final Supplier<Client> connect;
    private final Loop loop;
    private volatile Client client;

    /** When a call was last answered, or the client was last replaced. */
    private long aliveAt;

    LiveClient(Supplier<Client> connect, Loop loop) {
        this.connect = connect;
        this.loop = loop;
        this.client = connect.get();
        this.aliveAt = loop.nanos();
    }

    Client get() {
        return client;
    }

    void answered() {
        aliveAt = loop.nanos();
    }

    /** A call has failed. Called on the loop. */
    void failed(Throwable error) {
        boolean dead = loop.nanos() - aliveAt > PATIENCE.toNanos();
        if (dead && EtcdErrors.definite(error) == Reason.NOT_SENT) {
            log.warn("nothing could be sent to etcd for {} s: connecting anew", PATIENCE.toSeconds());
            Client former = client;
            client = connect.get();
            aliveAt = loop.nanos();
            loop.after(CLOSE_FORMER_AFTER, former::close);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
