package io.portmaster.http.server;

import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Counts what was written to a connection and what of it the system has taken, which takes more as the client does. Writes end in
 * the order in which they were made, with TLS and without.
 */
final class PendingWrites implements GenericFutureListener<Future<? super Void>> {
    static final long NONE = -1;

    private long begun;
    private long ended;

    /** @return the promise to go on with */
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
