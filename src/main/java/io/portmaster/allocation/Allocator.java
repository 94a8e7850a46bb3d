package io.portmaster.allocation;

import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Batcher;
import io.portmaster.commit.Store;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import io.portmaster.registry.PlanningView;
import io.portmaster.registry.PortPicker;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All that a node can be asked. Every method is called on the loop; every future completes on the loop, with the answer or
 * with a {@link RefusedException} that says why not, before {@link RequestContext#PATIENCE} has passed since the caller came.
 */
public final class Allocator {
    private final Store store;
    private final Registry registry;
    private final Loop loop;
    private final RandomGenerator random;
    private final OfferOperation.Terms terms;
    private final PlanningView planning;
    private final PortPicker picker;
    private final Batcher batcher;
    private final Committer committer;
    private final ServiceTurns turns;
    private final Deadlines deadlines;

    /**
     * @param registry that the store keeps up to date
     * @param space whose records the store holds
     * @param offerTtl seconds that an offer stands at least, as the store's offer leases do
     * @param random unpredictable: secrets come from it
     */
    public Allocator(
            Store store,
            Registry registry,
            Loop loop,
            RandomGenerator random,
            String space,
            int offerTtl,
            BatchListener listener) {
        this.store = store;
        this.registry = registry;
        this.loop = loop;
        this.random = random;
        this.terms = new OfferOperation.Terms(space, offerTtl);
        this.planning = new PlanningView(registry);
        this.picker = new PortPicker(registry, planning, random, loop::nanos);
        this.batcher = new Batcher(store, loop, listener);
        this.committer = new Committer(batcher, planning, picker);
        this.turns = new ServiceTurns(store, registry, loop);
        this.deadlines = new Deadlines(loop);
    }

    /** A port for a name. */
    public CompletableFuture<Granted> offer(RequestContext caller, OfferRequest request) {
        return change(caller, new OfferOperation(request, terms, store, registry, picker, loop, random));
    }

    /** Turns the offer that the secret belongs to into an allocation. */
    public CompletableFuture<Accepted> accept(
            RequestContext caller, Name service, Secret secret, Precondition precondition) {
        return change(caller, new AcceptOperation(service, secret, precondition, loop));
    }

    /** Ends the offer that the secret belongs to. */
    public CompletableFuture<Void> reject(
            RequestContext caller, Name service, Secret secret, Precondition precondition) {
        return change(caller, RemoveOperation.reject(service, secret, precondition));
    }

    /** Ends an offer without its secret. */
    public CompletableFuture<Void> withdraw(
            RequestContext caller, Name service, PortReference port, Precondition precondition) {
        return change(caller, RemoveOperation.withdraw(service, port, precondition));
    }

    /** Ends an allocation. */
    public CompletableFuture<Void> release(
            RequestContext caller, Name service, PortReference port, Precondition precondition) {
        return change(caller, RemoveOperation.release(service, port, precondition));
    }

    public CompletableFuture<ServiceStatus> createService(RequestContext caller, ServiceDefinition definition) {
        return change(caller, new CreateServiceOperation(definition, Uuids.random(random), loop.now(), registry));
    }

    public CompletableFuture<ServiceStatus> changeService(
            RequestContext caller, Name service, ServiceChange change, Precondition precondition) {
        return change(caller, new ChangeServiceOperation(service, change, precondition, registry));
    }

    /** @param force also ends all offers and allocations of the service; else there must be none */
    public CompletableFuture<Void> deleteService(
            RequestContext caller, Name service, boolean force, Precondition precondition) {
        return change(caller, new DeleteServiceOperation(service, force, precondition, registry));
    }

    /**
     * Services by name.
     *
     * @param after only those behind that name; null for all
     */
    public CompletableFuture<Reading<Page<ServiceStatus>>> services(
            RequestContext caller, Freshness freshness, @Nullable Name after, int limit) {
        return read(
                caller,
                freshness,
                records -> Page.of(
                        records.services().stream()
                                .filter(service ->
                                        after == null || service.value().name().compareTo(after) > 0)
                                .map(service -> status(records, service))
                                .iterator(),
                        limit));
    }

    public CompletableFuture<Reading<ServiceStatus>> service(RequestContext caller, Freshness freshness, Name service) {
        return read(caller, freshness, records -> status(records, existing(records, service)));
    }

    /**
     * Open offers or allocations of a service, by port.
     *
     * @param after only ports above that one; 0 for all
     */
    public CompletableFuture<Reading<Page<Entry<Holding>>>> holdings(
            RequestContext caller, Freshness freshness, Name service, State state, int after, int limit) {
        return read(caller, freshness, records -> {
            PortRange range = existing(records, service).value().range();
            Iterator<Entry<Holding>> found = after >= range.end()
                    ? Collections.emptyIterator()
                    : records.holdings(new PortRange(Math.max(range.start(), after + 1), range.end()), state)
                            .iterator();
            return Page.of(found, limit);
        });
    }

    /** The open offer that the secret belongs to. */
    public CompletableFuture<Reading<Entry<Holding>>> offerBySecret(
            RequestContext caller, Freshness freshness, Name service, Secret secret) {
        return read(caller, freshness, records -> {
            existing(records, service);
            Entry<Holding> found = records.holdingBySecret(service, secret);
            if (found == null || found.value().state() != State.OFFERED) {
                throw new RefusedException(new Refusal.OfferNotFound(service));
            }
            return found;
        });
    }

    /** The allocation of that port or name in that service. */
    public CompletableFuture<Reading<Entry<Holding>>> allocation(
            RequestContext caller, Freshness freshness, Name service, PortReference port) {
        return read(caller, freshness, records -> {
            existing(records, service);
            Entry<Holding> found = port.in(records, service);
            if (found == null || found.value().state() != State.ALLOCATED) {
                throw new RefusedException(port.missing(records, service));
            }
            return found;
        });
    }

    /** Whose a port is, offered or allocated, whatever the service. */
    public CompletableFuture<Reading<Entry<Holding>>> holder(RequestContext caller, Freshness freshness, int port) {
        return read(caller, freshness, records -> {
            Entry<Holding> found = records.holding(port);
            if (found == null) {
                throw new RefusedException(PortReference.free(records, port));
            }
            return found;
        });
    }

    /** All services and ports in memory at this moment, to be counted on another thread; null while nothing has been read. */
    public @Nullable Census census() {
        return registry.isLoaded() ? new Census(registry.services(), registry.copyOfPorts(), loop.now()) : null;
    }

    /** How long ago the records in memory were last known to be complete; null if they never were. */
    public @Nullable Duration staleness() {
        return store.staleness();
    }

    /** Why the store can't be used just now, in one line for people. Null if it can be, or if nothing is known. */
    public @Nullable String trouble() {
        return store.trouble();
    }

    /** The store's own words for refusing all reads or all changes; null while it doesn't. */
    public @Nullable String refusal() {
        String refusal = store.refusalOfReads();
        return refusal == null ? store.refusalOfChanges() : refusal;
    }

    /** Which set of records the store serves; null while that isn't known. */
    public @Nullable UUID installation() {
        return store.installation();
    }

    /** A line for each address at which a store of another installation answers. */
    public List<String> strangers() {
        return store.strangers();
    }

    /** Whether no change is under way. */
    public boolean isIdle() {
        return batcher.isIdle();
    }

    private <T> CompletableFuture<T> change(RequestContext caller, Operation<T> operation) {
        return batcher.isFull() || turns.isFull()
                ? CompletableFuture.failedFuture(new RefusedException(new Refusal.Overloaded()))
                : run(caller, operation);
    }

    private <T> CompletableFuture<T> run(RequestContext caller, Operation<T> operation) {
        Execution<T> execution = new Execution<>(operation, caller, committer, turns, store, registry, planning, loop);
        deadlines.watch(execution);
        execution.look();
        return execution.answer();
    }

    private <T> CompletableFuture<Reading<T>> read(
            RequestContext caller, Freshness freshness, Function<Registry, T> query) {
        return switch (freshness) {
            case LINEARIZABLE ->
                run(caller, new ReadOperation<>(registry, query)).thenApply(found -> new Reading<>(found, null));
            case STALE -> readFromMemory(query);
        };
    }

    private <T> CompletableFuture<Reading<T>> readFromMemory(Function<Registry, T> query) {
        if (!registry.isLoaded()) {
            return CompletableFuture.failedFuture(
                    new RefusedException(new Refusal.StoreUnavailable("nothing was read from the store yet")));
        }
        try {
            return CompletableFuture.completedFuture(new Reading<>(query.apply(registry), store.staleness()));
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Entry<Service> existing(Registry records, Name name) {
        Entry<Service> service = records.service(name);
        if (service == null) {
            throw new RefusedException(Services.missing(records, name));
        }
        return service;
    }

    private static ServiceStatus status(Registry records, Entry<Service> service) {
        return new ServiceStatus(service, records.counts(service.value().range()));
    }
}
