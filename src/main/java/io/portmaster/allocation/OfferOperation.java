package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.commit.Store;
import io.portmaster.domain.Lease;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.PortChoice;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives a free port to a name: as an offer, or as an allocation at once. */
final class OfferOperation implements Operation<Granted> {
    private final OfferRequest request;
    private final Terms terms;
    private final Store store;
    private final Registry registry;
    private final PlanningState planning;
    private final Loop loop;
    private final RandomGenerator random;

    /** The secrets of the claims that this request has planned, by their nonces. */
    private final Map<UUID, Secret> sent = new HashMap<>();

    /** When the last claim was planned, by {@link Loop#nanos()}. */
    private long plannedAt;

    /** The nonce of a claim that committed too late to be of use, and that has to be removed. Null if there is none. */
    private @Nullable UUID lateClaim;

    /**
     * The terms of all offers of a node.
     *
     * @param ttl seconds that an offer lasts at least
     */
    record Terms(int ttl) {
        boolean isSpent(Duration age) {
            return age.compareTo(Duration.ofSeconds(ttl).dividedBy(2)) > 0;
        }
    }

    OfferOperation(OfferRequest request, Terms terms, Executions executions, RandomGenerator random) {
        this.request = request;
        this.terms = terms;
        this.store = executions.store();
        this.registry = executions.registry();
        this.planning = executions.planning();
        this.loop = executions.loop();
        this.random = random;
    }

    @Override
    public Space space() {
        return request.service().space();
    }

    @Override
    public Step<Granted> plan(SpaceView view, boolean proven) {
        Entry<Service> service = view.service(request.service().name());
        if (service == null) {
            return new Step.Refuse<>(Refusals.missing(view, request.service().name()));
        }
        Entry<?> index = view.indexOf(request.service().name(), request.name());
        Entry<Holding> holding = view.holdingByName(request.service().name(), request.name());
        if (proven && !isLateClaim(holding)) {
            lateClaim = null;
        }
        if (index != null) {
            return taken(index, holding);
        }
        Refusal newer = Refusals.newer(view, request.service().name());
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        OptionalInt port = planning.pick(request.service(), PortChoice.of(service.value()));
        return port.isPresent() ? claim(service, port.getAsInt()) : full(service.value(), proven);
    }

    /** The name holds a port already: of this request itself, of an earlier one with the same key, or of another client. */
    private Step<Granted> taken(Entry<?> index, @Nullable Entry<Holding> entry) {
        if (entry == null) {
            return new Step.Refuse<>(takenWithoutRecord(index));
        }
        Holding holding = entry.value();
        Receipt receipt = holding.receipt();
        if (isLateClaim(entry)) {
            // The late claim may be removed even if a newer release has rewritten the service: it is this request's
            // own.
            return new Step.Send<>(Mutations.remove(entry));
        }
        Secret own = sent.get(receipt.nonce());
        if (own != null) {
            return new Step.Answer<>(new Granted(entry, own, false));
        }
        String key = request.idempotencyKey();
        if (key != null) {
            Secret secret = derived(key, receipt.nonce());
            if (secret.sha256().equals(receipt.secretSha256())) {
                return receipt.acceptAtOnce() == request.acceptAtOnce()
                        ? new Step.Answer<>(new Granted(entry, secret, true))
                        : new Step.Refuse<>(new Refusal.IdempotencyKeyReused(request.name()));
            }
        }
        return new Step.Refuse<>(new Refusal.NameTaken(request.name(), holding.port(), holding.state()));
    }

    /** The refusal for an index whose record can't be read, or isn't in this view yet. */
    private Refusal takenWithoutRecord(Entry<?> index) {
        State state = index.key() instanceof Key.OfferIndex ? State.OFFERED : State.ALLOCATED;
        return index.value() instanceof Value.Index port
                ? new Refusal.NameTaken(request.name(), port.port(), state)
                : new Refusal.RecordUnreadable("the name " + request.name());
    }

    /**
     * There is no port to try. The range is full only if the registry alone says so. A port that is free there is held by a
     * claim of this node, and may become free again: the operation looks again after the next barrier.
     */
    private Step<Granted> full(Service service, boolean proven) {
        PortCounts counts = registry.records(space()).counts(service);
        return proven && counts.free() > 0
                ? new Step.Await<>(store.barrier())
                : new Step.Refuse<>(new Refusal.RangeExhausted(service.name(), counts));
    }

    private Step<Granted> claim(Entry<Service> service, int port) {
        Lease lease = Lease.NONE;
        if (!request.acceptAtOnce()) {
            CompletableFuture<Optional<Lease>> offerLease = store.lease(Duration.ofSeconds(terms.ttl()));
            if (!offerLease.isDone() || offerLease.join().isEmpty()) {
                String refusal = store.refusalOfChanges();
                return refusal == null
                        ? new Step.Await<>(offerLease)
                        : new Step.Refuse<>(new Refusal.StoreUnavailable(refusal));
            }
            lease = offerLease.join().get();
        }
        plannedAt = loop.nanos();
        return new Step.Send<>(Mutations.claim(
                service,
                holding(port),
                lease,
                planning.isContested(request.service(), service.value().ports())));
    }

    private Holding holding(int port) {
        UUID nonce = Uuids.random(random);
        String key = request.idempotencyKey();
        Secret secret = key == null ? Secret.random(random) : derived(key, nonce);
        sent.put(nonce, secret);
        Receipt receipt = new Receipt(nonce, secret.sha256(), request.acceptAtOnce());
        return request.acceptAtOnce()
                ? new Allocation(port, request.service().name(), request.name(), loop.now(), receipt)
                : new Offer(port, request.service().name(), request.name(), loop.now(), terms.ttl(), receipt);
    }

    /** The secret of a record with this nonce, if the record was made for the idempotency key. */
    private Secret derived(String key, UUID nonce) {
        return Secret.derived(key, space().name(), request.service().name(), request.name(), nonce);
    }

    @Override
    public boolean leavesSomething() {
        return lateClaim != null;
    }

    @Override
    public Step<Granted> committed(Mutation mutation, long revision) {
        if (mutation.kind() != Mutation.Kind.CLAIM) {
            // The late claim is removed.
            lateClaim = null;
            return new Step.Again<>();
        }
        Entry<Holding> entry = mutation.entry(Holding.class, revision);
        Holding holding = entry.value();
        if (cameTooLate(holding)) {
            lateClaim = holding.receipt().nonce();
            return new Step.Send<>(Mutations.remove(entry));
        }
        return new Step.Answer<>(new Granted(entry, own(holding), false));
    }

    /**
     * The name went to another client while the claim was under way. If the request has a key, or has claimed before, the
     * holder may be this request itself: then only proven records tell.
     */
    @Override
    public @Nullable Refusal decidedBy(Mutation mutation, List<KeyState> seen) {
        if (request.idempotencyKey() != null || sent.size() > 1 || mutation.kind() != Mutation.Kind.CLAIM) {
            return null;
        }
        for (KeyState state : seen) {
            Entry<?> entry = state.entry();
            if (entry != null && entry.value() instanceof Value.Index) {
                return takenWithoutRecord(entry);
            }
        }
        return null;
    }

    private boolean isLateClaim(@Nullable Entry<Holding> entry) {
        return entry != null && entry.value().receipt().nonce().equals(lateClaim);
    }

    private Secret own(Holding holding) {
        Secret secret = sent.get(holding.receipt().nonce());
        if (secret == null) {
            throw new IllegalStateException("committed a claim that was never sent");
        }
        return secret;
    }

    /**
     * Whether the offer has too little of its time left, because its commit took long. An offer with an idempotency key stays
     * all the same: another node may have said yes to its client meanwhile.
     */
    private boolean cameTooLate(Holding holding) {
        return holding instanceof Offer
                && request.idempotencyKey() == null
                && terms.isSpent(Duration.ofNanos(loop.nanos() - plannedAt));
    }
}
