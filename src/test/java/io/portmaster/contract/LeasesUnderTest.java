package io.portmaster.contract;

import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A store of leases, and a test's ways to it. */
public interface LeasesUnderTest extends AutoCloseable {
    /** The limit of every wait. Nothing takes as long on the slowest machine that runs the tests. */
    Duration PATIENCE = Duration.ofSeconds(30);

    LeaseStore leases();

    /** A request that comes now. */
    RequestContext caller();

    /**
     * Makes the call on the loop, and waits for its result.
     *
     * @throws AssertionError if that takes longer than {@link #PATIENCE}
     */
    <T> T call(Supplier<CompletableFuture<T>> call);

    /** The time that the lease has left, rounded down to seconds. Zero if no such lease lives. */
    Duration left(Lease lease);

    /** Waits until the condition holds, for {@link #PATIENCE} at most. */
    void waitUntil(BooleanSupplier condition);

    @Override
    void close();
}
