package io.portmaster.allocation;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.contract.InMemoryLeases;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A node's calls about leases, which fail as a test says. Each scripted fate befalls one of the next calls, in order. */
final class ScriptedLeases implements LeaseStore {
    private final InMemoryLeases leases;
    private final Deque<Fate> script = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();

    /** The fate of a call. */
    private interface Fate {
        <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown);
    }

    ScriptedLeases(InMemoryLeases leases) {
        this.leases = leases;
    }

    /** The calls of another node. */
    ScriptedLeases sibling() {
        return new ScriptedLeases(leases);
    }

    /** The next call passes. */
    void pass() {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return call.get();
            }
        });
    }

    /** No connection carries the next call. */
    void cutOff() {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return CompletableFuture.completedFuture(notSent);
            }
        });
    }

    /** The store refuses the next call, which grants a lease. */
    void refuse() {
        script.add(new Fate() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return CompletableFuture.completedFuture((T) new GrantOutcome.Refused("no space"));
            }
        });
    }

    /** The next call is lost on its way. */
    void loseRequest() {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return CompletableFuture.completedFuture(unknown);
            }
        });
    }

    /** The next call takes effect, and its answer is lost. */
    void loseReply() {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return call.get().thenApply(answer -> unknown);
            }
        });
    }

    /** Makes the change before the next call arrives. */
    void beforeNext(Runnable change) {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                change.run();
                return call.get();
            }
        });
    }

    /** The next call is never answered, and never arrives. */
    void stop() {
        script.add(new Fate() {
            @Override
            public <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
                return new CompletableFuture<>();
            }
        });
    }

    /** All calls so far, such as {@code revoke lease 2a}. */
    List<String> calls() {
        return calls;
    }

    /** Ends the lease at once, as etcd does when its time is over. */
    void end(Lease lease) {
        leases.end(lease);
    }

    /** The time that the lease has left; zero if it doesn't live. */
    Duration left(Lease lease) {
        return leases.left(lease);
    }

    @Override
    public long term() {
        return leases.term();
    }

    /** A new leader is elected. It gives every lease its whole time again. */
    void elect() {
        leases.elect();
    }

    /** The former leader goes on. It ends the leases that are over by the times that it remembers. */
    void thawFormerLeader() {
        leases.thawFormerLeader();
    }

    @Override
    public CompletableFuture<GrantOutcome> grant(Lease lease, Duration ttl, RequestContext caller) {
        calls.add("grant " + lease);
        return befall(() -> leases.grant(lease, ttl, caller), new GrantOutcome.NotSent(), new GrantOutcome.Unknown());
    }

    @Override
    public CompletableFuture<RevokeOutcome> revoke(Lease lease, RequestContext caller) {
        calls.add("revoke " + lease);
        return befall(() -> leases.revoke(lease, caller), new RevokeOutcome.NotSent(), new RevokeOutcome.Unknown());
    }

    @Override
    public CompletableFuture<RenewalOutcome> renew(
            Lease lease, Lease companion, BooleanSupplier stand, RequestContext caller) {
        calls.add("renew " + lease);
        return befall(
                () -> leases.renew(lease, companion, stand, caller),
                new RenewalOutcome.NotSent(),
                new RenewalOutcome.Unknown());
    }

    @Override
    public CompletableFuture<TimeToLiveOutcome> timeToLive(Lease lease, RequestContext caller) {
        calls.add("time to live " + lease);
        return befall(
                () -> leases.timeToLive(lease, caller),
                new TimeToLiveOutcome.NoAnswer(),
                new TimeToLiveOutcome.NoAnswer());
    }

    private <T> CompletableFuture<T> befall(Supplier<CompletableFuture<T>> call, T notSent, T unknown) {
        Fate fate = script.poll();
        return fate == null ? call.get() : fate.befall(call, notSent, unknown);
    }
}
