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
 * Shares leases, by class: how long a lease must still last when it is given out. Each class has its own leases, so that no key
 * outlives its class by more than a slice. A class that nobody has asked for lately has no leases and is forgotten.
 */
final class LeasePool {
    private final LongFunction<CompletableFuture<GrantedLease>> grant;
    private final Loop loop;

    /** The classes by their seconds. */
    private final Map<Long, LeaseClass> classes = new HashMap<>();

    /** @param grant asks etcd for a lease of that number of seconds */
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

    /** Stops giving out that lease, which etcd has ended. */
    void drop(Lease gone) {
        classes.values().forEach(each -> each.drop(gone));
    }

    /** The number of classes in use. */
    int classes() {
        return classes.size();
    }
}
