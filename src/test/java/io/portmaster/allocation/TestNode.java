package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.check.Report;
import io.portmaster.commit.BatchListener;
import io.portmaster.contract.InMemoryLeases;
import io.portmaster.contract.InMemoryStore;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.loop.ManualLoop;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A node without HTTP and without etcd, on a loop that the test runs. Each request has its own caller. */
final class TestNode {
    static final int TTL = 30;

    /** The name of the service of most tests. */
    static final Name DJANGO = new Name("django");

    final ManualLoop loop;
    final Registry registry = new Registry();
    final InMemoryStore records;
    final ScriptedStore store;
    final ScriptedLeases leases;
    final Executions executions;
    final Allocator allocator;
    final ClientLeases clientLeases;
    final LeaseEvents leaseEvents = new LeaseEvents();
    final Queries queries;
    private final int ttl;

    TestNode() {
        this(TTL);
    }

    TestNode(int ttl) {
        this.ttl = ttl;
        this.loop = new ManualLoop();
        this.records = new InMemoryStore(loop, registry);
        this.store = new ScriptedStore(records);
        this.leases = new ScriptedLeases(new InMemoryLeases(loop, records::grant, records::revoke));
        Random random = new Random(1);
        this.executions = newExecutions(random);
        this.allocator = new Allocator(executions, random, ttl);
        this.clientLeases = new ClientLeases(executions, leases, random, leaseEvents);
        this.queries = new Queries(executions, leases);
    }

    private TestNode(TestNode first) {
        this.ttl = first.ttl;
        this.loop = first.loop;
        this.records = first.records.sibling(registry);
        this.store = new ScriptedStore(records);
        this.leases = first.leases.sibling();
        Random random = new Random(2);
        this.executions = newExecutions(random);
        this.allocator = new Allocator(executions, random, ttl);
        this.clientLeases = new ClientLeases(executions, leases, random, leaseEvents);
        this.queries = new Queries(executions, leases);
    }

    private Executions newExecutions(Random random) {
        return new Executions(store, registry, loop, random, BatchListener.NONE);
    }

    /** The service of that name in the space of most tests. */
    static ServiceRef ref(Name service) {
        return new ServiceRef(Space.DEFAULT, service);
    }

    /** Another node on the same records and the same loop. */
    TestNode rival() {
        return new TestNode(this);
    }

    RequestContext caller() {
        return new RequestContext(loop.nanos());
    }

    // Requests under way: of the service of most tests, or of the service that is given.

    CompletableFuture<Granted> offer(String name) {
        return offer(name, null);
    }

    CompletableFuture<Granted> offer(String name, @Nullable String key) {
        return offer(ref(DJANGO), new Name(name), false, key);
    }

    CompletableFuture<Granted> offer(ServiceRef service, Name name, boolean acceptAtOnce, @Nullable String key) {
        return allocator.offer(caller(), new OfferRequest(service, name, acceptAtOnce, key));
    }

    CompletableFuture<Granted> allocate(String name) {
        return allocate(name, null);
    }

    CompletableFuture<Granted> allocate(String name, @Nullable String key) {
        return offer(ref(DJANGO), new Name(name), true, key);
    }

    CompletableFuture<Accepted> accept(Secret secret) {
        return accept(ref(DJANGO), secret);
    }

    CompletableFuture<Accepted> accept(ServiceRef service, Secret secret) {
        return accept(service, secret, Precondition.NONE);
    }

    CompletableFuture<Accepted> accept(ServiceRef service, Secret secret, Precondition precondition) {
        return allocator.accept(caller(), new AcceptRequest(service, secret, LeaseWish.UNCHANGED, precondition));
    }

    CompletableFuture<Optional<Granted>> reject(Secret secret) {
        return reject(ref(DJANGO), secret);
    }

    CompletableFuture<Optional<Granted>> reject(ServiceRef service, Secret secret) {
        return reject(service, secret, Rejection.PLAIN, Precondition.NONE);
    }

    CompletableFuture<Optional<Granted>> reject(
            ServiceRef service, Secret secret, Rejection rejection, Precondition precondition) {
        return allocator.reject(caller(), service, secret, rejection, precondition);
    }

    CompletableFuture<Void> release(int port) {
        return release(new PortReference.ByNumber(port));
    }

    CompletableFuture<Void> release(String name) {
        return release(new PortReference.ByName(new Name(name)));
    }

    CompletableFuture<Void> release(PortReference port) {
        return release(ref(DJANGO), port);
    }

    CompletableFuture<Void> release(ServiceRef service, PortReference port) {
        return allocator.release(caller(), service, port, Precondition.NONE);
    }

    CompletableFuture<ServiceStatus> create(Name service, int start, int end) {
        return create(ref(service), new PortRange(start, end));
    }

    CompletableFuture<ServiceStatus> create(ServiceRef service, PortRange range) {
        return allocator.createService(caller(), service.space(), new ServiceDefinition(service.name(), null, range));
    }

    CompletableFuture<ServiceStatus> resize(int start, int end) {
        return resize(ref(DJANGO), new PortRange(start, end));
    }

    CompletableFuture<ServiceStatus> resize(ServiceRef service, PortRange range) {
        return change(service, new ServiceChange(false, null, range.start(), range.end(), null, null));
    }

    CompletableFuture<ServiceStatus> describe(String description) {
        return describe(ref(DJANGO), description);
    }

    CompletableFuture<ServiceStatus> describe(ServiceRef service, String description) {
        return change(service, new ServiceChange(true, description, null, null, null, null));
    }

    CompletableFuture<ServiceStatus> change(ServiceChange change) {
        return change(ref(DJANGO), change);
    }

    private CompletableFuture<ServiceStatus> change(ServiceRef service, ServiceChange change) {
        return allocator.changeService(caller(), service, change, Precondition.NONE);
    }

    CompletableFuture<Void> delete(boolean force) {
        return delete(ref(DJANGO), force);
    }

    CompletableFuture<Void> delete(ServiceRef service, boolean force) {
        return allocator.deleteService(caller(), service, force, Precondition.NONE);
    }

    CompletableFuture<LeaseStatus> createLease(int ttl, int linger) {
        return clientLeases.create(caller(), new LeaseRequest(ttl, linger, Labels.EMPTY));
    }

    CompletableFuture<LeaseStatus> renew(Lease lease) {
        return clientLeases.renew(caller(), lease);
    }

    CompletableFuture<Void> end(Lease lease) {
        return clientLeases.end(caller(), lease);
    }

    CompletableFuture<Accepted> accept(Secret secret, Lease lease, Precondition precondition) {
        return allocator.accept(
                caller(), new AcceptRequest(ref(DJANGO), secret, new LeaseWish.On(lease), precondition));
    }

    // Their answers.

    /** The answer. Time passes until it is there. */
    <T> T await(CompletableFuture<T> request) {
        loop.settle(request);
        return answerOf(request);
    }

    /** The answer of a request that has one already. */
    static <T> T answerOf(CompletableFuture<T> request) {
        assertThat(request).isDone();
        try {
            return request.join();
        } catch (CompletionException e) {
            throw new AssertionError("refused: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** The refusal. Time passes until it is there. */
    Refusal awaitRefusal(CompletableFuture<?> request) {
        loop.settle(request);
        return refusalOf(request);
    }

    /** The refusal of a request that has one already. */
    static Refusal refusalOf(CompletableFuture<?> request) {
        assertThat(request).isDone();
        return request.handle((answer, error) -> {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    if (cause instanceof RefusedException refused) {
                        return refused.refusal();
                    }
                    throw new AssertionError("no refusal but " + (error == null ? answer : error));
                })
                .join();
    }

    // Whole requests.

    /** Creates the service of most tests. */
    TestNode withDjango(int start, int end) {
        await(create(DJANGO, start, end));
        return this;
    }

    Granted offered(String name) {
        return await(offer(name));
    }

    Granted allocated(String name) {
        return await(allocate(name));
    }

    Lease leased(int ttl, int linger) {
        return await(createLease(ttl, linger)).lease();
    }

    /** Gets a port for the name, and puts it on the lease. */
    Granted allocatedOn(Lease lease, String name) {
        Granted offer = offered(name);
        await(accept(offer.secret(), lease, Precondition.NONE));
        return offer;
    }

    /** Lets as much time pass as a quick answer of the store takes. */
    void turn() {
        advance(10);
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    // What the store holds.

    /** The holders of all ports, such as {@code {5000=offered web-01}}. */
    Map<Integer, String> holders() {
        return holders(Space.DEFAULT);
    }

    Map<Integer, String> holders(Space space) {
        return records.dump().stream()
                .filter(entry ->
                        entry.value() instanceof Holding && entry.space().equals(space))
                .map(entry -> (Holding) entry.value())
                .collect(Collectors.toMap(Holding::port, holding -> holding.state() + " " + holding.name()));
    }

    @Nullable
    Entry<?> record(Key key) {
        return records.dump().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    Entry<Holding> holding(int port) {
        return holding(new Key.PortKey(Space.DEFAULT, port));
    }

    Entry<Holding> holding(Key.PortKey port) {
        Entry<?> record = Objects.requireNonNull(record(port));
        return Objects.requireNonNull(record.as(Holding.class));
    }

    /** The former name and the reason of each port that has a cooling record, such as {@code {5000=released web-01}}. */
    Map<Integer, String> cooling() {
        return records.dump().stream()
                .filter(entry -> entry.value() instanceof Cooling)
                .map(entry -> (Cooling) entry.value())
                .collect(Collectors.toMap(Cooling::port, cooling -> cooling.reason() + " " + cooling.name()));
    }

    /** Asserts that the records keep the rules of {@code check}. */
    void assertSound() {
        List<StoredKey> found = new ArrayList<>();
        for (Entry<?> entry : records.dump()) {
            Key key = entry.key();
            Lease lease = records.lease(key);
            found.add(
                    key instanceof Key.InSpace in
                            ? new StoredKey.Content(
                                    key.toString(), in.space().name(), in, entry.value(), lease, entry.modRevision())
                            : new StoredKey.Anchor(
                                    key.toString(), (Key.OfLease) key, entry.value(), lease, entry.modRevision()));
        }
        assertThat(Report.of(records.revision(), "any", found, loop.now()).violations())
                .isEmpty();
    }
}
