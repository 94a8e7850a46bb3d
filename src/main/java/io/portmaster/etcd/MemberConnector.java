package io.portmaster.etcd;

import java.util.concurrent.CompletableFuture;

/**
 * Opens and closes connections to members.
 *
 * @param <C> the client that uses a connection
 */
interface MemberConnector<C> {
    /**
     * Makes a client of one member. Its one connection is made with the first call.
     *
     * @param onLost runs, on any thread, when the connection is lost or can't be made. The client sends nothing after that
     */
    C open(Member member, Runnable onLost);

    /**
     * Makes the handshake with a member. It succeeds if the member belongs to this node's installation, is in touch with a
     * majority, and can do all that a node needs. Else it fails, at the latest after the deadlines of its calls. Completes on any
     * thread.
     */
    CompletableFuture<?> handshake(Member member, C client);

    /** Ends all calls of the client. May be called from any thread. */
    void close(C client);
}
