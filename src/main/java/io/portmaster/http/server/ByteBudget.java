package io.portmaster.http.server;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that clients can make a node hold, and how much of that is left. Shared by all event loops. */
public final class ByteBudget {
    private final AtomicLong left;

    public ByteBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    public boolean isSpent() {
        return left.get() <= 0;
    }

    /** Takes the bytes, however few are left. All of them have to be given back. */
    public void take(int bytes) {
        left.addAndGet(-bytes);
    }

    public void giveBack(int bytes) {
        left.addAndGet(bytes);
    }
}
