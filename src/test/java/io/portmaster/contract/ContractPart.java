package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * One subject of the {@link StoreContract}. Each test has a store without records. The methods below are the steps of the
 * tests: each takes one step, and fails the test if the step did not succeed.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ContractPart {
    final Samples samples = new Samples();
    StoreUnderTest under;

    private final IntFunction<StoreUnderTest> stores;
    private int ttl = Samples.TTL;

    /** @param stores opens a store whose offer leases have at least this number of seconds left */
    ContractPart(IntFunction<StoreUnderTest> stores) {
        this.stores = stores;
    }

    @BeforeEach
    final void openStore() {
        under = stores.apply(ttl);
    }

    @AfterEach
    final void closeStore() {
        under.close();
    }

    /** Replaces the store with one that has another time for its offers. */
    final void reopen(int offerTtl) {
        closeStore();
        ttl = offerTtl;
        openStore();
    }

    final List<Outcome> commit(List<Mutation> batch) {
        List<Outcome> outcomes = under.commit(batch);
        assertThat(outcomes).hasSameSizeAs(batch);
        return outcomes;
    }

    /** Sends all without waiting for any, and waits for all. */
    final List<Outcome> race(List<Supplier<CompletableFuture<List<Outcome>>>> commits) {
        return under.call(() -> {
            List<CompletableFuture<List<Outcome>>> sent =
                    commits.stream().map(Supplier::get).toList();
            return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .thenApply(done -> sent.stream()
                            .flatMap(outcomes -> outcomes.join().stream())
                            .toList());
        });
    }

    /** The revision at which the mutation committed. */
    final long committed(Mutation mutation) {
        Outcome outcome = commit(List.of(mutation)).get(0);
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).revision();
    }

    final Conflict conflict(Mutation mutation) {
        Outcome outcome = commit(List.of(mutation)).get(0);
        assertThat(outcome).isInstanceOf(Conflict.class);
        return (Conflict) outcome;
    }

    final Entry<Service> created(Service service) {
        return created(Space.DEFAULT, service);
    }

    final Entry<Service> created(Space space, Service service) {
        long revision = committed(ServiceMutations.create(space, service, seen()));
        return new Entry<>(new ServiceKey(space, service.name()), service, revision, revision);
    }

    final Entry<Service> changed(Entry<Service> before, int start, int end) {
        Service after = change(before, start, end);
        long revision = committed(ServiceMutations.change(before, after, seen()));
        return new Entry<>(before.key(), after, before.createRevision(), revision);
    }

    /** The service with another range. */
    static Service change(Entry<Service> before, int start, int end) {
        Service current = before.value();
        return new Service(
                current.name(), current.description(), new PortRange(start, end), current.created(), current.id());
    }

    final Entry<Offer> offered(Entry<Service> service, int port, String name) {
        return offered(service, port, name, lease());
    }

    final Entry<Offer> offered(Entry<Service> service, int port, String name, Lease lease) {
        Offer offer = samples.offer(port, service.value().name().value(), name);
        long revision = committed(ClaimMutations.claim(service, offer, lease, false));
        return new Entry<>(new PortKey(service.space(), port), offer, revision, revision);
    }

    final Entry<Allocation> allocated(Entry<Service> service, int port, String name) {
        Allocation allocation = samples.allocation(port, service.value().name().value(), name);
        long revision = committed(ClaimMutations.claim(service, allocation, Lease.NONE, false));
        return new Entry<>(new PortKey(service.space(), port), allocation, revision, revision);
    }

    /** A release without a delay, planned on what the store holds now. */
    final Mutation release(Entry<? extends Holding> allocation) {
        Key service = new ServiceKey(allocation.space(), allocation.value().service());
        Entry<?> found = under.dump().stream()
                .filter(entry -> entry.key().equals(service))
                .findFirst()
                .orElse(null);
        return AllocationMutations.release(allocation, found, null);
    }

    final Lease lease() {
        return lease(Duration.ofSeconds(ttl));
    }

    final Lease lease(Duration atLeast) {
        Optional<Lease> lease = under.call(() -> under.store().lease(atLeast));
        assertThat(lease).isPresent();
        return lease.get();
    }

    /** A revision that the registry is complete to. */
    final long seen() {
        assertThat(under.call(() -> under.store().barrier())).isTrue();
        return onLoop(() -> under.registry().revision());
    }

    final <T> T onLoop(Supplier<T> look) {
        return under.call(() -> CompletableFuture.completedFuture(look.get()));
    }

    /** As many mutations as fit in a batch, whatever kinds they are. */
    final int most() {
        int heaviest = 5;
        return under.store().limits().operations() - heaviest;
    }

    /** The keys of all records in the store. */
    final Set<Key> keys() {
        return under.dump().stream().map(Entry::key).collect(Collectors.toSet());
    }

    final Entry<?> entry(Key key) {
        return under.dump().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the store has no record under " + key));
    }

    final <H extends Holding> Entry<H> held(int port, Class<H> kind) {
        Entry<H> held = entry(portKey(port)).as(kind);
        assertThat(held).isNotNull();
        return held;
    }

    static ServiceKey serviceKey(String service) {
        return new ServiceKey(Space.DEFAULT, new Name(service));
    }

    static PortKey portKey(int port) {
        return new PortKey(Space.DEFAULT, port);
    }

    static CoolingKey coolingKey(int port) {
        return new CoolingKey(Space.DEFAULT, port);
    }

    /** The key of an offer of the service {@code django}. */
    static OfferIndex offerIndex(String name) {
        return new OfferIndex(Space.DEFAULT, new Name("django"), new Name(name));
    }

    static InstanceIndex instanceIndex(String name) {
        return new InstanceIndex(Space.DEFAULT, new Name("django"), new Name(name));
    }
}
