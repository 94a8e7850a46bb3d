package io.portmaster.etcd;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leases of clients on etcd. */
public final class EtcdLeases implements LeaseStore {
    private static final Logger log = LoggerFactory.getLogger(EtcdLeases.class);

    private final LeaseCalls leases;
    private final Loop loop;

    public EtcdLeases(Etcd etcd, Loop loop) {
        this.leases = etcd.leases();
        this.loop = loop;
    }

    @Override
    public long term() {
        return leases.term();
    }

    @Override
    public CompletableFuture<GrantOutcome> grant(Lease lease, Duration ttl, RequestContext caller) {
        return leases.grant(lease, ttl.toSeconds(), () -> caller.isWorthSending(loop.nanos()))
                .handle((granted, failure) -> failure == null
                        ? new GrantOutcome.Granted(Duration.ofSeconds(granted.ttl()))
                        : notGranted(lease, failure));
    }

    private static GrantOutcome notGranted(Lease lease, Throwable failure) {
        if (EtcdErrors.isLeaseExists(failure)) {
            return new GrantOutcome.Exists();
        } else if (EtcdErrors.definite(failure) == Reason.NOT_SENT) {
            return new GrantOutcome.NotSent();
        } else if (EtcdErrors.refusal(failure) != null || EtcdErrors.isOutOfSpace(failure)) {
            return new GrantOutcome.Refused(EtcdErrors.brief(failure));
        }
        log.warn("etcd may have granted {}, or not: {}", lease, EtcdErrors.brief(failure));
        return new GrantOutcome.Unknown();
    }

    @Override
    public CompletableFuture<RevokeOutcome> revoke(Lease lease, RequestContext caller) {
        return leases.revoke(lease, () -> caller.isWorthSending(loop.nanos()))
                .handle((revoked, failure) ->
                        failure == null ? new RevokeOutcome.Revoked() : notRevoked(lease, failure));
    }

    private static RevokeOutcome notRevoked(Lease lease, Throwable failure) {
        Reason definite = EtcdErrors.definite(failure);
        if (definite == Reason.LEASE_GONE) {
            return new RevokeOutcome.NotFound();
        } else if (definite == Reason.NOT_SENT) {
            return new RevokeOutcome.NotSent();
        } else if (definite == Reason.REFUSED) {
            return new RevokeOutcome.Refused(EtcdErrors.brief(failure));
        }
        log.warn("etcd may have ended {}, or not: {}", lease, EtcdErrors.brief(failure));
        return new RevokeOutcome.Unknown();
    }

    @Override
    public CompletableFuture<RenewalOutcome> renew(
            Lease lease, Lease companion, BooleanSupplier stand, RequestContext caller) {
        return new PairRenewal(lease, companion, stand, caller, leases::keepAlive, loop).run();
    }

    @Override
    public CompletableFuture<TimeToLiveOutcome> timeToLive(Lease lease, RequestContext caller) {
        return leases.timeToLive(lease, () -> caller.isWorthSending(loop.nanos()))
                .handle((left, failure) -> {
                    if (failure != null) {
                        return new TimeToLiveOutcome.NoAnswer();
                    }
                    return left < 0
                            ? new TimeToLiveOutcome.NotFound()
                            : new TimeToLiveOutcome.Lives(Duration.ofSeconds(left));
                });
    }
}
