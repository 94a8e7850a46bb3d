package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcd.jetcd.Client;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Batcher;
import io.portmaster.commit.Caller;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Mutation.CreateService;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Entry;
import io.portmaster.domain.Key;
import io.portmaster.domain.Name;
import io.portmaster.domain.Offer;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Receipt;
import io.portmaster.domain.Service;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdStore;
import io.portmaster.etcd.ThreadLoop;
import io.portmaster.registry.Registry;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is left of an offer without HTTP and without a plan: claims of one port after the other, through a node's own batches,
 * transactions and mirror. So much any node would have to do.
 */
final class Claims implements Subject {
    private static final int OFFER_TTL = 1800;
    private static final String SECRET_SHA256 = "0123456789abcdef".repeat(4);

    private final ThreadLoop loop = new ThreadLoop();
    private final Registry registry = new Registry();
    private final Baseline baseline = new Baseline("/claims/");
    private final Names names = new Names();
    private final Client client;
    private final Etcd etcd;
    private final EtcdStore store;
    private final Batcher batcher;
    private int services;

    /** @param client for tidying up */
    Claims(Client client, List<URI> members) {
        this.client = client;
        this.etcd = new Etcd(members, loop, loop.eventLoop(), StoreListener.NONE);
        this.store = new EtcdStore(
                etcd, registry, loop, new Random(), baseline.prefix(), "default", OFFER_TTL, StoreListener.NONE);
        this.batcher = new Batcher(store, loop, BatchListener.NONE);
        await(store::start);
    }

    @Override
    public Crew prepare(int clients) {
        Ground.compact(client);
        await(store::caughtUp);
        Entry<Service> service = create(new Name("bench-" + ++services));
        long lease = await(store::offerLease).orElseThrow(() -> new BenchException("etcd grants no lease"));
        Worker worker = new Claimant(service, lease);
        return new Crew(Stream.generate(() -> worker).limit(clients).toList(), loop, () -> baseline.removeAll(client));
    }

    private Entry<Service> create(Name name) {
        Service service =
                new Service(name, null, new PortRange(Ground.FIRST, Ground.LAST), loop.now(), UUID.randomUUID());
        List<Outcome> outcomes = await(() -> store.commit(List.of(new CreateService(service, registry.revision()))));
        if (outcomes.get(0) instanceof Committed created) {
            return new Entry<>(new Key.ServiceKey(name), service, created.revision(), created.revision());
        }
        throw new BenchException("no service: " + outcomes);
    }

    private <T> T await(Supplier<CompletableFuture<T>> call) {
        return Baseline.await(CompletableFuture.supplyAsync(call, loop).thenCompose(stage -> stage));
    }

    /** All clients of a round. They live on the loop. */
    private final class Claimant implements Worker {
        private final Entry<Service> service;
        private final long lease;
        private int port = Ground.FIRST;

        Claimant(Entry<Service> service, long lease) {
            this.service = service;
            this.lease = lease;
        }

        @Override
        public void begin(Progress progress) {
            batcher.submit(new Claim(service, offer(port++), lease), new Caller(loop.nanos()))
                    .outcome()
                    .thenAccept(outcome -> {
                        if (outcome instanceof Committed) {
                            progress.answered();
                            progress.over();
                        } else {
                            progress.failed(new BenchException("a claim came to " + outcome));
                        }
                    });
        }

        private Offer offer(int of) {
            Name name = new Name(new String(names.next(), US_ASCII));
            Receipt receipt = new Receipt(new UUID(of, of), SECRET_SHA256, false);
            return new Offer(of, service.value().name(), name, loop.now(), OFFER_TTL, receipt);
        }
    }

    @Override
    public void close() {
        await(() -> {
            store.close();
            etcd.close();
            return CompletableFuture.<Void>completedFuture(null);
        });
        loop.close();
        client.close();
    }
}
