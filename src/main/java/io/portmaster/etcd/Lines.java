package io.portmaster.etcd;

import java.util.concurrent.CompletableFuture;

/**
 * How clients of members come and go.
 *
 * @param <C> the client
 */
interface Lines<C> {
    /**
     * A client of one member.
     *
     * @param member its number, from 0 on
     * @param onLost is told, on any thread, each time that a connection has gone or didn't come about
     */
    C open(int member, Runnable onLost);

    /**
     * Asks a member what it can answer only if it is in touch with a majority. Fails when it isn't, or after a while; on any
     * thread.
     */
    CompletableFuture<?> ask(C client);

    /** Ends all calls of the client. May be called from any thread. */
    void close(C client);
}
