package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.EventLoop;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Batcher;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.etcd.ChildSizes;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.EtcdStore;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Claims one port after the other, through a node's own batches, transactions and mirror, and does nothing else: every node must
 * do as much for an offer. It runs on the loop.
 */
final class Claimer {
    private static final int OFFER_TTL = 1800;
    private static final String SECRET_SHA256 = "0123456789abcdef".repeat(4);

    private final Loop loop;
    private final Registry registry = new Registry();
    private final Names names = new Names();
    private final Etcd etcd;
    private final EtcdStore store;
    private final Batcher batcher;
    private @Nullable Entry<Service> service;
    private int services;
    private int nextPort;
    private Lease lease = Lease.NONE;

    /** @param eventLoop what the loop is made of */
    Claimer(Loop loop, EventLoop eventLoop, List<URI> members, String prefix) {
        this.loop = loop;
        this.etcd =
                new Etcd(EtcdOptions.serving(members, prefix, null, new Random()), loop, eventLoop, StoreListener.NONE);
        this.store =
                new EtcdStore(etcd, registry, loop, new Random(), prefix, OFFER_TTL, ChildSizes.adaptive(), StoreListener.NONE);
        this.batcher = new Batcher(store, loop, BatchListener.NONE);
    }

    CompletableFuture<Void> start() {
        return store.start();
    }

    /** Continues in an unused service. The former claims are gone. */
    CompletableFuture<Void> renew() {
        return store.barrier()
                .thenCompose(current -> create())
                .thenCompose(created -> store.lease(Duration.ofSeconds(OFFER_TTL)))
                .thenAccept(granted -> lease = granted.orElseThrow(() -> new BenchException("etcd grants no lease")));
    }

    private CompletableFuture<Void> create() {
        Name name = new Name("bench-" + ++services);
        Service fresh =
                new Service(name, null, new PortRange(BenchService.FIRST, BenchService.LAST), loop.now(), UUID.randomUUID());
        return store.commit(List.of(ServiceMutations.create(Space.DEFAULT, fresh, registry.revision())))
                .thenAccept(outcomes -> {
                    long revision = committed(outcomes.get(0)).revision();
                    service = new Entry<>(new Key.ServiceKey(Space.DEFAULT, name), fresh, revision, revision);
                    nextPort = BenchService.FIRST;
                });
    }

    /** Claims a port. The future fails with a {@link BenchException} if the claim doesn't commit. */
    CompletableFuture<Void> claim() {
        Entry<Service> of = service;
        if (of == null) {
            throw new BenchException("no round has begun");
        }
        return batcher.submit(ClaimMutations.claim(of, offer(of.value().name()), lease, false), new RequestContext(loop.nanos()))
                .outcome()
                .thenAccept(Claimer::committed);
    }

    private Offer offer(Name of) {
        int port = nextPort++;
        Name name = new Name(new String(names.next(), US_ASCII));
        Receipt receipt = new Receipt(new UUID(port, port), SECRET_SHA256, false);
        return new Offer(port, of, name, loop.now(), OFFER_TTL, receipt);
    }

    private static Committed committed(Outcome outcome) {
        if (outcome instanceof Committed yes) {
            return yes;
        }
        throw new BenchException("it came to " + outcome);
    }

    void close() {
        store.close();
        etcd.close();
    }
}
