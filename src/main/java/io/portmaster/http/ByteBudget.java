package io.portmaster.http;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that clients can make a node hold, and how much of that is left. Shared by all event loops. */
final class ByteBudget {
    private final AtomicLong left;

    ByteBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean isSpent() {
        return left.get() <= 0;
    }

    /** Takes the bytes, however few are left. All of them have to be given back. */
    void take(int bytes) {
        left.addAndGet(-bytes);
    }

    void giveBack(int bytes) {
        left.addAndGet(bytes);
    }
}
