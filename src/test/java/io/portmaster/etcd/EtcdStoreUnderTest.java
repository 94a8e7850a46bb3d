package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.GetOption;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.SharedEtcd;
import io.portmaster.commit.Store;
import io.portmaster.commit.StoreListener;
import io.portmaster.contract.StoreUnderTest;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ThreadLoop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.registry.Registry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The store on a prefix of its own in the tests' etcd. */
final class EtcdStoreUnderTest implements StoreUnderTest {
    private static final AtomicInteger SPACES = new AtomicInteger();

    private final ThreadLoop loop;
    private final String prefix;
    private final int offerTtl;
    private final Supplier<ChildSizes> sizes;
    private final Registry registry = new Registry();
    private final Etcd etcd;
    private final EtcdStore store;
    private final List<EtcdStoreUnderTest> siblings = new ArrayList<>();

    EtcdStoreUnderTest(int offerTtl, Supplier<ChildSizes> sizes) {
        this(new ThreadLoop(), "/contract-" + SPACES.incrementAndGet() + "/", offerTtl, sizes);
    }

    private EtcdStoreUnderTest(ThreadLoop loop, String prefix, int offerTtl, Supplier<ChildSizes> sizes) {
        this.sizes = sizes;
        this.loop = loop;
        this.prefix = prefix;
        this.offerTtl = offerTtl;
        List<URI> endpoints = List.of(URI.create(SharedEtcd.get().endpoints()));
        this.etcd = new Etcd(
                EtcdOptions.serving(endpoints, prefix, null, new SecureRandom()),
                loop,
                loop.eventLoop(),
                StoreListener.NONE);
        this.store = new EtcdStore(
                etcd, registry, loop, new SecureRandom(), prefix, offerTtl, sizes.get(), StoreListener.NONE);
        call(store::start);
    }

    ThreadLoop loop() {
        return loop;
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
        loop.execute(() -> {
            try {
                call.get().whenComplete((value, error) -> {
                    if (error == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(error);
                    }
                });
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return get(result);
    }

    @Override
    public void waitUntil(BooleanSupplier condition) {
        Await.until("the test's condition", PATIENCE, condition);
    }

    @Override
    public List<Entry<?>> dump() {
        Keys keys = new Keys(prefix);
        Transactions transactions = new Transactions(keys, new Codec());
        GetOption all = GetOption.builder().isPrefix(true).build();
        List<Entry<?>> entries = new ArrayList<>();
        get(client().getKVClient().get(keys.prefix(), all)).getKvs().forEach(pair -> {
            Entry<?> entry = transactions.entry(pair);
            if (entry != null) {
                entries.add(entry);
            }
        });
        return entries;
    }

    @Override
    public StoreUnderTest sibling() {
        EtcdStoreUnderTest sibling = new EtcdStoreUnderTest(loop, prefix, offerTtl, sizes);
        siblings.add(sibling);
        return sibling;
    }

    /** Uses etcd's JSON gateway: jetcd's client doesn't let a caller choose the number. */
    @Override
    public void grant(Lease lease) {
        URI grant = URI.create(SharedEtcd.get().endpoints()).resolve("/v3/lease/grant");
        String body = "{\"TTL\":3600,\"ID\":\"" + lease.id() + "\"}";
        HttpResponse<String> response = get(HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(grant)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
        if (response.statusCode() != 200) {
            throw new AssertionError("etcd granted no lease: " + response.body());
        }
    }

    @Override
    public void revoke(Lease lease) {
        get(client().getLeaseClient().revoke(lease.id()));
    }

    @Override
    public void plantUnreadable(Key key) {
        ByteSequence spelled = ByteSequence.from(new Keys(prefix).spell(key));
        get(client().getKVClient().put(spelled, ByteSequence.from("from the future", UTF_8)));
    }

    private static Client client() {
        return SharedEtcd.get().client();
    }

    private static <T> T get(CompletableFuture<T> future) {
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
        siblings.forEach(EtcdStoreUnderTest::end);
        end();
        loop.close();
    }

    private void end() {
        call(() -> {
            store.close();
            return CompletableFuture.completedFuture(null);
        });
        etcd.close();
    }
}
