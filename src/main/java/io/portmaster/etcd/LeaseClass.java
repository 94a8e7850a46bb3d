package io.portmaster.etcd;

import io.portmaster.domain.Lease;
import io.portmaster.etcd.Etcd.GrantedLease;
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
 * Leases of one TTL, each shared by the mutations of a short slice of time, since a lease of its own would cost every mutation a
 * second raft proposal. A lease is granted for the TTL and one slice, is given out until only the TTL is left of it, and is never
 * renewed: so what is put on it never ends early, and at most a slice late.
 *
 * <p>Slices are a tenth of the TTL and at most 5 s, in whole seconds, which is what etcd counts in.
 */
final class LeaseClass {
    private static final Logger log = LoggerFactory.getLogger(LeaseClass.class);

    private static final long LONGEST_SLICE = 5;

    /** How many times one lease is given out. etcd ends a lease in one event: two keys an offer keep that small. */
    static final int MAX_USES = 1_000;

    /** After the last use, how long the next one finds a lease ready. */
    private static final Duration STAY_WARM = Duration.ofMinutes(1);

    private static final Duration PAUSE_AFTER_FAILURE = Etcd.PAUSE_AFTER_FAILURE;

    private final LongFunction<CompletableFuture<GrantedLease>> grant;
    private final Loop loop;
    private final long ttl;
    private final long slice;
    private final Runnable onUnused;

    private @Nullable Shared current;
    private @Nullable Shared spare;
    private List<CompletableFuture<Optional<Lease>>> waiting = new ArrayList<>();
    private boolean granting;
    private boolean warm;
    private long lastUsed;

    /**
     * @param grant asks etcd for a lease of so many seconds
     * @param ttl seconds that are left of a lease at least when it is given out
     * @param onUnused runs when nobody has asked for so long that no lease is kept ready any longer
     */
    LeaseClass(LongFunction<CompletableFuture<GrantedLease>> grant, Loop loop, long ttl, Runnable onUnused) {
        this.grant = grant;
        this.loop = loop;
        this.ttl = ttl;
        this.slice = Math.min(LONGEST_SLICE, (ttl + 9) / 10);
        this.onUnused = onUnused;
    }

    /** See {@link LeasePool#take}. */
    CompletableFuture<Optional<Lease>> take() {
        lastUsed = loop.nanos();
        keepWarm();
        Shared lease = usable();
        if (lease != null) {
            lease.uses++;
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

    /** etcd doesn't know the lease any more. */
    void drop(Lease gone) {
        if (current != null && current.lease.equals(gone)) {
            current = null;
        }
        if (spare != null && spare.lease.equals(gone)) {
            spare = null;
        }
    }

    private @Nullable Shared usable() {
        if (current == null || !current.isUsable()) {
            current = spare;
            spare = null;
        }
        return current != null && current.isUsable() ? current : null;
    }

    /** Grants the next lease before the current one is used up, for as long as somebody asks. */
    private void keepWarm() {
        if (warm) {
            return;
        }
        warm = true;
        loop.after(Duration.ofSeconds(slice).dividedBy(4), () -> {
            warm = false;
            boolean used = loop.nanos() - lastUsed < STAY_WARM.toNanos();
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
        // A lease's age counts from before it was asked for: etcd may have granted it that early.
        long asked = loop.nanos();
        grant.apply(ttl + slice).whenComplete((granted, error) -> {
            if (error == null) {
                granting = false;
                spare = new Shared(
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

    /** Those who wait look again, in the order they came, and take what is there then. */
    private void answerWaiting(Optional<Lease> lease) {
        List<CompletableFuture<Optional<Lease>>> answered = waiting;
        waiting = new ArrayList<>();
        answered.forEach(taken -> taken.complete(lease));
    }

    private final class Shared {
        private final Lease lease;

        /** From then on less than the TTL is left, by {@link Loop#nanos()}. */
        private final long usableUntil;

        private int uses;

        private Shared(Lease lease, long usableUntil) {
            this.lease = lease;
            this.usableUntil = usableUntil;
        }

        private boolean isUsable() {
            return uses < MAX_USES && loop.nanos() - usableUntil < 0;
        }

        private boolean isHalfUsed() {
            long left = usableUntil - loop.nanos();
            return uses > MAX_USES / 2 || left < Duration.ofSeconds(slice).toNanos() / 2;
        }
    }
}
