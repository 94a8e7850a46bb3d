package io.portmaster.etcd;

import io.portmaster.domain.Lease;
import io.portmaster.etcd.LeaseCalls.GrantedLease;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases of one TTL. The mutations of a short slice of time share a lease, because a lease of its own would cost each mutation
 * a second raft proposal. A lease is granted for the TTL and one slice. It is given out until only the TTL is left of it, and
 * is never renewed. So no key on it ends early, and each ends at most a slice late.
 *
 * <p>A slice is a tenth of the TTL and at most 5 s, in whole seconds, since etcd counts in seconds.
 */
final class LeaseClass {
    private static final Logger log = LoggerFactory.getLogger(LeaseClass.class);

    private static final long LONGEST_SLICE = 5;

    /**
     * How many records one lease is given out for; the last group may exceed that. etcd ends all keys of a lease at once: with two
     * keys for each offer that stays small.
     */
    static final int MAX_RECORDS = 1_000;

    /** How long after the last request a lease is kept ready for the next one. */
    private static final Duration KEEP_READY = Duration.ofMinutes(1);

    private static final Duration PAUSE_AFTER_FAILURE = Etcd.PAUSE_AFTER_FAILURE;

    private final LongFunction<CompletableFuture<GrantedLease>> grant;
    private final Loop loop;
    private final long ttl;
    private final long slice;
    private final Runnable onUnused;

    private @Nullable SharedLease current;
    private @Nullable SharedLease spare;
    private List<CompletableFuture<Optional<Lease>>> waiting = new ArrayList<>();
    private boolean granting;
    private boolean warm;
    private long lastUsed;

    /**
     * @param grant asks etcd for a lease of that number of seconds
     * @param ttl seconds that a lease lasts at least when it is given out
     * @param onUnused runs when no lease is kept ready any more, because nobody has asked within {@link #KEEP_READY}
     */
    LeaseClass(LongFunction<CompletableFuture<GrantedLease>> grant, Loop loop, long ttl, Runnable onUnused) {
        this.grant = grant;
        this.loop = loop;
        this.ttl = ttl;
        this.slice = Math.min(LONGEST_SLICE, (ttl + 9) / 10);
        this.onUnused = onUnused;
    }

    /** See {@link LeasePool#take}. */
    CompletableFuture<Optional<Lease>> take(int records) {
        lastUsed = loop.nanos();
        keepWarm();
        SharedLease lease = usable();
        if (lease != null) {
            lease.records += records;
            if (lease.isHalfUsed() && spare == null) {
                replenish();
            }
            return CompletableFuture.completedFuture(Optional.of(lease.lease));
        }
        CompletableFuture<Optional<Lease>> taken = new CompletableFuture<>();
        waiting.add(taken);
        replenish();
        return taken;
    }

    /** Drops a lease that etcd has ended. */
    void drop(Lease gone) {
        if (current != null && current.lease.equals(gone)) {
            current = null;
        }
        if (spare != null && spare.lease.equals(gone)) {
            spare = null;
        }
    }

    private @Nullable SharedLease usable() {
        if (current == null || !current.isUsable()) {
            current = spare;
            spare = null;
        }
        return current != null && current.isUsable() ? current : null;
    }

    /** Has the next lease granted before the current one is used up, for as long as somebody asks. */
    private void keepWarm() {
        if (warm) {
            return;
        }
        warm = true;
        loop.after(Duration.ofSeconds(slice).dividedBy(4), () -> {
            warm = false;
            boolean used = loop.nanos() - lastUsed < KEEP_READY.toNanos();
            boolean ending = current == null || !current.isUsable() || current.isHalfUsed();
            if (used && ending && (spare == null || !spare.isUsable())) {
                replenish();
            }
            if (used || granting) {
                keepWarm();
            } else {
                onUnused.run();
            }
        });
    }

    private void replenish() {
        if (granting) {
            return;
        }
        granting = true;
        // A lease's age counts from before the request, since etcd may have granted it that early.
        long asked = loop.nanos();
        grant.apply(ttl + slice).whenComplete((granted, error) -> {
            if (error == null) {
                granting = false;
                spare = new SharedLease(
                        granted.lease(),
                        asked + Duration.ofSeconds(granted.ttl() - ttl).toNanos());
                answerWaiting(Optional.of(granted.lease()));
            } else {
                log.warn("etcd granted no lease: {}", EtcdErrors.brief(error));
                loop.after(PAUSE_AFTER_FAILURE, () -> {
                    granting = false;
                    answerWaiting(Optional.empty());
                });
            }
        });
    }

    /** Answers the callers that wait, in the order in which they came. */
    private void answerWaiting(Optional<Lease> lease) {
        List<CompletableFuture<Optional<Lease>>> answered = waiting;
        waiting = new ArrayList<>();
        answered.forEach(taken -> taken.complete(lease));
    }

    private final class SharedLease {
        private final Lease lease;

        /** The time from which on the lease has less than the TTL left, by {@link Loop#nanos()}. */
        private final long usableUntil;

        private int records;

        private SharedLease(Lease lease, long usableUntil) {
            this.lease = lease;
            this.usableUntil = usableUntil;
        }

        private boolean isUsable() {
            return records < MAX_RECORDS && loop.nanos() - usableUntil < 0;
        }

        private boolean isHalfUsed() {
            long left = usableUntil - loop.nanos();
            return records > MAX_RECORDS / 2 || left < Duration.ofSeconds(slice).toNanos() / 2;
        }
    }
}
