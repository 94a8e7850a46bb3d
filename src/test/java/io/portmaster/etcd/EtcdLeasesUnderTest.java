package io.portmaster.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.LeaseOption;
import io.portmaster.cluster.Await;
import io.portmaster.commit.LeaseStore;
import io.portmaster.commit.StoreListener;
import io.portmaster.contract.LeasesUnderTest;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import io.portmaster.loop.ThreadLoop;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The leases of a real etcd. */
final class EtcdLeasesUnderTest implements LeasesUnderTest {
    private final ThreadLoop loop = new ThreadLoop();
    private final Client client;
    private final Etcd etcd;
    private final EtcdLeases leases;

    /**
     * @param client to look at the leases
     * @param endpoints of the members that the store uses, the first of which is its home
     */
    EtcdLeasesUnderTest(Client client, String... endpoints) {
        this.client = client;
        List<URI> members = Stream.of(endpoints).map(URI::create).toList();
        this.etcd = new Etcd(
                EtcdOptions.serving(members, "/leases-" + UUID.randomUUID() + "/", null, () -> 0),
                loop,
                loop.eventLoop(),
                StoreListener.NONE);
        this.leases = new EtcdLeases(etcd, loop);
        call(etcd::connected);
    }

    @Override
    public LeaseStore leases() {
        return leases;
    }

    /** The calls that the leases are made of. */
    Etcd etcd() {
        return etcd;
    }

    @Override
    public RequestContext caller() {
        return new RequestContext(loop.nanos());
    }

    @Override
    public <T> T call(Supplier<CompletableFuture<T>> call) {
        return get(begin(call));
    }

    /** Makes the call on the loop. */
    <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        return CompletableFuture.supplyAsync(call, loop).thenCompose(begun -> begun);
    }

    @Override
    public Duration left(Lease lease) {
        return Duration.ofSeconds(Math.max(
                0,
                get(client.getLeaseClient().timeToLive(lease.id(), LeaseOption.DEFAULT))
                        .getTTL()));
    }

    @Override
    public void waitUntil(BooleanSupplier condition) {
        Await.until("the test's condition", PATIENCE, condition);
    }

    /** The value of the future. Fails the test if there is none in time. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        etcd.close();
        loop.close();
    }
}
