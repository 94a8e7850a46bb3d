package io.portmaster.contract;

import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The oracle's leases. Their loop turns while a test waits. */
final class InMemoryLeasesUnderTest implements LeasesUnderTest {
    private static final Duration STEP = Duration.ofMillis(10);

    private final ManualLoop loop = new ManualLoop();
    private final InMemoryLeases leases = new InMemoryLeases(loop, lease -> {}, lease -> {});

    @Override
    public LeaseStore leases() {
        return leases;
    }

    @Override
    public RequestContext caller() {
        return new RequestContext(loop.nanos());
    }

    @Override
    public <T> T call(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> call.get().thenAccept(result::complete));
        return loop.settle(result).join();
    }

    @Override
    public Duration left(Lease lease) {
        return Duration.ofSeconds(leases.left(lease).toSeconds());
    }

    @Override
    public void waitUntil(BooleanSupplier condition) {
        for (Duration waited = Duration.ZERO; !condition.getAsBoolean(); waited = waited.plus(STEP)) {
            if (waited.compareTo(PATIENCE) > 0) {
                throw new AssertionError("not so after " + waited);
            }
            loop.advance(STEP);
        }
    }

    @Override
    public void close() {}
}
