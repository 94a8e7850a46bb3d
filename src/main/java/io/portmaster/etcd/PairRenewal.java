package io.portmaster.etcd;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * One renewal of a client's lease and its companion: see {@link io.portmaster.commit.LeaseStore#renew}. The order of the
 * keep-alives, and the short time between them, keep the linger whole, whatever is lost and wherever the renewal stops.
 */
final class PairRenewal {
    /** By this time at most a linger is shorter than was asked, besides the time that a keep-alive travels. */
    static final Duration MOST_BETWEEN = Duration.ofSeconds(1);

    private final Lease lease;
    private final Lease companion;
    private final BooleanSupplier stand;
    private final RequestContext caller;
    private final BiFunction<Lease, BooleanSupplier, CompletableFuture<Long>> keepAlive;
    private final Loop loop;
    private final CompletableFuture<RenewalOutcome> outcome = new CompletableFuture<>();

    /** When the companion's last keep-alive was asked for, by {@link Loop#nanos()}. It was sent at that time or later. */
    private long began;

    /** Whether a keep-alive may have been sent. */
    private boolean maybeSent;

    /**
     * @param keepAlive sends a keep-alive if that is still worth it, as {@link LeaseCalls#keepAlive} does
     */
    PairRenewal(
            Lease lease,
            Lease companion,
            BooleanSupplier stand,
            RequestContext caller,
            BiFunction<Lease, BooleanSupplier, CompletableFuture<Long>> keepAlive,
            Loop loop) {
        this.lease = lease;
        this.companion = companion;
        this.stand = stand;
        this.caller = caller;
        this.keepAlive = keepAlive;
        this.loop = loop;
    }

    /** Begins. Called once. */
    CompletableFuture<RenewalOutcome> run() {
        renewCompanion();
        return outcome;
    }

    private void renewCompanion() {
        if (!stand.getAsBoolean()) {
            outcome.complete(new RenewalOutcome.NotFound());
            return;
        }
        began = loop.nanos();
        keepAlive.apply(companion, this::isWorthSending).whenComplete((ttl, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (ttl == 0) {
                outcome.complete(new RenewalOutcome.NotFound());
            } else {
                maybeSent = true;
                renewLease();
            }
        });
    }

    private void renewLease() {
        keepAlive.apply(lease, () -> isWorthSending() && isSoon()).whenComplete((ttl, failure) -> {
            if (failure != null) {
                if (EtcdErrors.definite(failure) == Reason.NOT_SENT && !isSoon()) {
                    renewCompanion();
                } else {
                    fail(failure);
                }
            } else {
                outcome.complete(
                        ttl == 0 ? new RenewalOutcome.NotFound() : new RenewalOutcome.Renewed(Duration.ofSeconds(ttl)));
            }
        });
    }

    private boolean isWorthSending() {
        return caller.isWorthSending(loop.nanos()) && stand.getAsBoolean();
    }

    private boolean isSoon() {
        return loop.nanos() - began <= MOST_BETWEEN.toNanos();
    }

    private void fail(Throwable failure) {
        if (EtcdErrors.definite(failure) != Reason.NOT_SENT) {
            maybeSent = true;
        }
        if (!stand.getAsBoolean()) {
            outcome.complete(new RenewalOutcome.NotFound());
        } else {
            outcome.complete(maybeSent ? new RenewalOutcome.Unknown() : new RenewalOutcome.NotSent());
        }
    }
}
