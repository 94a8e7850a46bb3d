package io.portmaster.http.server;

import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Counts the writes to a connection that were made, and those that have ended. A write ends when the system has taken it, and the
 * system takes more as the client reads. Writes end in their order, also with TLS.
 */
final class PendingWrites implements GenericFutureListener<Future<? super Void>> {
    static final long NONE = -1;

    private long begun;
    private long ended;

    /** @return the promise to pass on */
    ChannelPromise add(ChannelPromise promise) {
        begun++;
        return promise.unvoid().addListener(this);
    }

    @Override
    public void operationComplete(Future<? super Void> write) {
        ended++;
    }

    /** The number of the oldest write that hasn't ended; {@link #NONE} if all have. */
    long oldest() {
        return begun == ended ? NONE : ended;
    }
}
