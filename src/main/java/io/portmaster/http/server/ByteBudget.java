package io.portmaster.http.server;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on memory that clients can make a node hold. Shared by all event loops. */
public final class ByteBudget {
    private final AtomicLong left;

    public ByteBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    public boolean isSpent() {
        return left.get() <= 0;
    }

    /** Takes the bytes, even if fewer are left. The caller must give all of them back. */
    public void take(int bytes) {
        left.addAndGet(-bytes);
    }

    public void giveBack(int bytes) {
        left.addAndGet(bytes);
    }
}
