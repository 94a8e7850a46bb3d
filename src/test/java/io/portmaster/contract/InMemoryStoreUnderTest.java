package io.portmaster.contract;

import io.portmaster.commit.Store;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The oracle. Its loop turns while a test waits. */
final class InMemoryStoreUnderTest implements StoreUnderTest {
    private static final Duration STEP = Duration.ofMillis(10);

    private final ManualLoop loop;
    private final Registry registry;
    private final InMemoryStore store;

    InMemoryStoreUnderTest() {
        this.loop = new ManualLoop();
        this.registry = new Registry();
        this.store = new InMemoryStore(loop, registry);
    }

    private InMemoryStoreUnderTest(InMemoryStoreUnderTest first) {
        this.loop = first.loop;
        this.registry = new Registry();
        this.store = first.store.sibling(registry);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public <T> T call(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> call.get().thenAccept(result::complete));
        return loop.settle(result).join();
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
    public List<Entry<?>> dump() {
        return store.dump();
    }

    @Override
    public StoreUnderTest sibling() {
        return new InMemoryStoreUnderTest(this);
    }

    @Override
    public void grant(Lease lease) {
        store.grant(lease);
    }

    @Override
    public void revoke(Lease lease) {
        store.revoke(lease);
    }

    @Override
    public void plantUnreadable(Key key) {
        store.put(key, new Value.Unreadable("planted"));
    }

    @Override
    public void close() {}
}
