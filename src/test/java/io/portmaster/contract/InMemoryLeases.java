package io.portmaster.contract;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The oracle's leases: in a map, without a network. They end by the loop's clock. All nodes share them. Each call answers on a later
 * turn of the loop.
 */
public final class InMemoryLeases implements LeaseStore {
    /** As etcd, whose election takes a second, makes shorter times longer. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private final Loop loop;
    private final Consumer<Lease> onGranted;
    private final Consumer<Lease> onEnded;
    private final Map<Lease, LiveLease> live = new HashMap<>();
    private long term = 1;

    /**
     * @param onGranted lets keys be put on the lease
     * @param onEnded deletes the lease's keys
     */
    public InMemoryLeases(Loop loop, Consumer<Lease> onGranted, Consumer<Lease> onEnded) {
        this.loop = loop;
        this.onGranted = onGranted;
        this.onEnded = onEnded;
    }

    @Override
    public long term() {
        return term;
    }

    /**
     * A new leader is elected. It gives every lease its whole time again, as etcd's does. The former one remembers when the leases
     * that it knows end.
     */
    public void elect() {
        term++;
        live.values().forEach(LiveLease::changeLeader);
    }

    /** The former leader goes on. It ends the leases that are over by the times that it remembers, though they were renewed since. */
    public void thawFormerLeader() {
        live.values().stream()
                .filter(LiveLease::isOverForFormerLeader)
                .map(each -> each.lease)
                .toList()
                .forEach(this::end);
    }

    @Override
    public CompletableFuture<GrantOutcome> grant(Lease lease, Duration ttl, RequestContext caller) {
        return later(() -> {
            if (!caller.isWorthSending(loop.nanos())) {
                return new GrantOutcome.NotSent();
            } else if (live.containsKey(lease)) {
                return new GrantOutcome.Exists();
            }
            LiveLease granted = new LiveLease(lease, ttl.compareTo(SHORTEST) < 0 ? SHORTEST : ttl);
            live.put(lease, granted);
            onGranted.accept(lease);
            return new GrantOutcome.Granted(granted.ttl);
        });
    }

    @Override
    public CompletableFuture<RevokeOutcome> revoke(Lease lease, RequestContext caller) {
        return later(() -> {
            if (!caller.isWorthSending(loop.nanos())) {
                return new RevokeOutcome.NotSent();
            }
            return end(lease) ? new RevokeOutcome.Revoked() : new RevokeOutcome.NotFound();
        });
    }

    @Override
    public CompletableFuture<RenewalOutcome> renew(
            Lease lease, Lease companion, BooleanSupplier stand, RequestContext caller) {
        CompletableFuture<Boolean> first = later(() -> caller.isWorthSending(loop.nanos()));
        return first.thenCompose(sent -> {
            if (!stand.getAsBoolean() || (sent && !keepAlive(companion))) {
                return CompletableFuture.completedFuture(new RenewalOutcome.NotFound());
            } else if (!sent) {
                return CompletableFuture.completedFuture(new RenewalOutcome.NotSent());
            }
            return later(() ->
                    keepAlive(lease) ? new RenewalOutcome.Renewed(live.get(lease).ttl) : new RenewalOutcome.NotFound());
        });
    }

    @Override
    public CompletableFuture<TimeToLiveOutcome> timeToLive(Lease lease, RequestContext caller) {
        return later(() -> {
            if (!caller.isWorthSending(loop.nanos())) {
                return new TimeToLiveOutcome.NoAnswer();
            }
            return live.containsKey(lease)
                    ? new TimeToLiveOutcome.Lives(Duration.ofSeconds(left(lease).toSeconds()))
                    : new TimeToLiveOutcome.NotFound();
        });
    }

    /** The time that the lease has left; zero if it doesn't live. */
    public Duration left(Lease lease) {
        LiveLease found = live.get(lease);
        return found == null ? Duration.ZERO : Duration.ofNanos(found.expires - loop.nanos());
    }

    private <T> CompletableFuture<T> later(Supplier<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> answer.complete(call.get()));
        return answer;
    }

    private boolean keepAlive(Lease lease) {
        LiveLease found = live.get(lease);
        if (found != null) {
            found.beginAgain();
        }
        return found != null;
    }

    /** Ends the lease at once, and tells whether it lived. */
    public boolean end(Lease lease) {
        LiveLease ended = live.remove(lease);
        if (ended != null) {
            ended.timer.cancel();
            onEnded.accept(lease);
        }
        return ended != null;
    }

    private final class LiveLease {
        private final Lease lease;
        private final Duration ttl;
        private long expires;
        private Loop.Timer timer;

        /** When the lease ends by the former leader's memory. Null if it doesn't know the lease. */
        private @Nullable Long formerExpires;

        private LiveLease(Lease lease, Duration ttl) {
            this.lease = lease;
            this.ttl = ttl;
            this.expires = loop.nanos() + ttl.toNanos();
            this.timer = loop.after(ttl, () -> end(lease));
        }

        private void changeLeader() {
            formerExpires = expires;
            beginAgain();
        }

        private boolean isOverForFormerLeader() {
            return formerExpires != null && loop.nanos() - formerExpires >= 0;
        }

        private void beginAgain() {
            timer.cancel();
            expires = loop.nanos() + ttl.toNanos();
            timer = loop.after(ttl, () -> end(lease));
        }
    }
}
