package io.portmaster.etcd;

import io.portmaster.domain.Lease;
import io.portmaster.etcd.LeaseCalls.GrantedLease;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Shares leases, by class: how long a lease must still last when it is given out. Each class has its own leases, so that no key
 * outlives its class by more than a slice. A class that nobody has asked for lately has no leases and is forgotten.
 *
 * <p>Clients choose how long their offers last and operators how long ports cool, to the second. There is no class for each
 * second: a time is rounded up by a tenth at most. With its slice a lease lasts for a fifth longer than it was asked for at most,
 * or for 5 s. The time that offers last if nobody chooses another is not rounded.
 */
final class LeasePool {
    private final LongFunction<CompletableFuture<GrantedLease>> grant;
    private final Loop loop;
    private final long usual;

    /** The classes by their seconds. */
    private final Map<Long, LeaseClass> classes = new HashMap<>();

    /**
     * @param grant asks etcd for a lease of that number of seconds
     * @param usual the seconds that most offers last, which are a class for themselves
     */
    LeasePool(LongFunction<CompletableFuture<GrantedLease>> grant, Loop loop, long usual) {
        this.grant = grant;
        this.loop = loop;
        this.usual = usual;
    }

    /** See {@link io.portmaster.commit.Store#lease}. */
    CompletableFuture<Optional<Lease>> take(Duration atLeast, int records) {
        long seconds = atLeast.toSeconds() + (atLeast.toNanosPart() == 0 ? 0 : 1);
        return classes.computeIfAbsent(seconds == usual ? usual : classOf(seconds), this::newClass)
                .take(records);
    }

    /** The seconds rounded up to a multiple of the largest power of two that is at most a tenth of them. */
    static long classOf(long seconds) {
        long step = Math.max(1, Long.highestOneBit(seconds / 10));
        return (seconds + step - 1) / step * step;
    }

    private LeaseClass newClass(long seconds) {
        return new LeaseClass(grant, loop, seconds, () -> classes.remove(seconds));
    }

    /** Stops giving out that lease, which etcd has ended. */
    void drop(Lease gone) {
        classes.values().forEach(each -> each.drop(gone));
    }

    /** The number of classes in use. */
    int classes() {
        return classes.size();
    }
}
