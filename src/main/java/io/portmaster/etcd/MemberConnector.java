package io.portmaster.etcd;

import java.util.concurrent.CompletableFuture;

/**
 * Opens and closes connections to members.
 *
 * @param <C> the client that speaks over a connection
 */
interface MemberConnector<C> {
    /**
     * A client of one member, over one connection, which is made when the first call needs it.
     *
     * @param onLost is told, on any thread, when the connection has gone or can't be made. The client sends nothing after that
     */
    C open(Member member, Runnable onLost);

    /**
     * Asks a member what it can answer only if it belongs to this node's installation, is in touch with a majority, and can do all
     * that a node needs. Fails if it can't, or doesn't, or after a while; on any thread.
     */
    CompletableFuture<?> handshake(Member member, C client);

    /** Ends all calls of the client. May be called from any thread. */
    void close(C client);
}
