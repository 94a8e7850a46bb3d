package io.portmaster.etcd;

import io.portmaster.domain.Lease;
import io.portmaster.etcd.Etcd.GrantedLease;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Leases to share, by class: how long a lease must last at least when it is given out. Each class has leases of its own, so that
 * no key outlives its class by more than a slice; a class that nobody has asked for lately holds none and is forgotten.
 */
final class LeasePool {
    private final LongFunction<CompletableFuture<GrantedLease>> grant;
    private final Loop loop;

    /** By seconds. */
    private final Map<Long, LeaseClass> classes = new HashMap<>();

    /** @param grant asks etcd for a lease of so many seconds */
    LeasePool(LongFunction<CompletableFuture<GrantedLease>> grant, Loop loop) {
        this.grant = grant;
        this.loop = loop;
    }

    /** See {@link io.portmaster.commit.Store#lease}. */
    CompletableFuture<Optional<Lease>> take(Duration atLeast) {
        long seconds = atLeast.toSeconds() + (atLeast.toNanosPart() == 0 ? 0 : 1);
        return classes.computeIfAbsent(seconds, this::newClass).take();
    }

    private LeaseClass newClass(long seconds) {
        return new LeaseClass(grant, loop, seconds, () -> classes.remove(seconds));
    }

    /** Never gives that lease out again: etcd doesn't know it any more. */
    void drop(Lease gone) {
        classes.values().forEach(each -> each.drop(gone));
    }

    /** How many classes are in use. */
    int classes() {
        return classes.size();
    }
}
