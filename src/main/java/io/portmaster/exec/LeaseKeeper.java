package io.portmaster.exec;

import java.util.function.Consumer;

/** Decides when the lease is renewed. One request is on its way at a time. */
final class LeaseKeeper {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long AT_ONCE = Long.MIN_VALUE;

    private final Consumer<String> renewal;
    private LeaseTerm term;
    private long next;
    private boolean asking;
    private boolean gone;

    /** @param renewal begins to renew a lease; how that ended is told to this keeper */
    LeaseKeeper(LeaseTerm term, Consumer<String> renewal) {
        this.term = term;
        this.renewal = renewal;
        this.next = term.renewal();
    }

    /** Whether a node has said that there is no such lease any more. */
    boolean isGone() {
        return gone;
    }

    /** When the command has to be told that its lease ends, unless it is renewed before. */
    long notification() {
        return gone ? AT_ONCE : term.notification();
    }

    /** When the lease ends, as far as this host knows. */
    long end() {
        return gone ? AT_ONCE : term.end();
    }

    /** When {@link #act} has something to do. */
    long nextAction() {
        return asking || gone ? NEVER : next;
    }

    void act(long now) {
        if (nextAction() <= now) {
            asking = true;
            renewal.accept(term.lease().id());
        }
    }

    /** @param sent when the request was sent that has been acknowledged */
    void renewed(long sent) {
        moved(term.renewed(sent));
    }

    /** @param now the term of the lease that the ports are on from now on */
    void moved(LeaseTerm now) {
        asking = false;
        term = now;
        next = term.renewal();
    }

    void failed(long now) {
        asking = false;
        next = now + term.retry().toNanos();
    }

    void gone() {
        asking = false;
        gone = true;
    }
}
