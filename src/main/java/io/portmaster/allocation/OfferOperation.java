package io.portmaster.allocation;

import io.portmaster.allocation.PortSearch.Found;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.loop.Loop;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives ports to one name or to a group: as offers, or as allocations at once. */
final class OfferOperation implements Operation<Granted> {
    private final OfferRequest request;
    private final Executions executions;
    private final Loop loop;
    private final Receipts receipts;
    private final PortSearch search;
    private final ClaimPlan claim;
    private final MoveByKey move;

    /** When the last claim was planned, by {@link Loop#nanos()}. */
    private long plannedAt;

    /** The nonce of a claim that committed too late to be of use, and that has to be removed. Null if there is none. */
    private @Nullable UUID lateClaim;

    /**
     * Whether a claim was sent whose outcome was never learned, and that the records don't show. It did nothing, or it took
     * effect and somebody has ended what it made.
     */
    private boolean unresolvedClaim;

    /** @param usualTtl seconds that an offer lasts at least if neither the request nor the service says anything */
    OfferOperation(OfferRequest request, int usualTtl, Executions executions, RandomGenerator random) {
        this.request = request;
        this.executions = executions;
        this.loop = executions.loop();
        this.receipts = new Receipts(request, random);
        this.search = new PortSearch(request, executions);
        this.claim = new ClaimPlan(request, usualTtl, receipts, executions);
        this.move = new MoveByKey(request, executions);
    }

    @Override
    public Space space() {
        return request.service().space();
    }

    private Name serviceName() {
        return request.service().name();
    }

    @Override
    public Step<Granted> plan(SpaceView view, boolean proven) {
        Entry<Service> service = view.service(serviceName());
        if (service == null) {
            return refuse(Refusals.missing(view, serviceName()));
        }
        if (proven && !isLateClaim(view.holdingByName(serviceName(), request.name()))) {
            lateClaim = null;
        }
        for (int i = 0; i < request.names().names().size(); i++) {
            Name name = request.names().names().get(i);
            Entry<?> index = view.indexOf(serviceName(), name);
            if (index != null) {
                return taken(view, name, index);
            }
        }
        if (onlyMoves()) {
            return refuse(new Refusal.PortNotFound(request.name().toString()));
        }
        Refusal newer = Refusals.newer(view, serviceName());
        if (newer != null) {
            return refuse(newer);
        }
        return claim(view, service, proven);
    }

    /**
     * Whether the request only makes sense for allocations that its key has made. A precondition of any other request is
     * ignored, as it always was.
     */
    private boolean onlyMoves() {
        return request.acceptAtOnce()
                && request.idempotencyKey() != null
                && !(request.lease() instanceof LeaseWish.Unchanged)
                && !request.precondition().equals(Precondition.NONE);
    }

    /** The name holds a port already: of this request itself, of an earlier one with the same key, or of another client. */
    private Step<Granted> taken(SpaceView view, Name name, Entry<?> index) {
        Entry<Holding> entry = view.holdingByName(serviceName(), name);
        if (entry == null) {
            return refuse(takenWithoutRecord(name, index));
        }
        Receipt receipt = entry.value().receipt();
        List<Entry<Holding>> all = request.names().group()
                ? view.holdingsBySecretHash(serviceName(), receipt.secretSha256())
                : List.of(entry);
        if (isLateClaim(entry)) {
            // The late claim may be removed even if a newer release has rewritten the service: it is this request's
            // own.
            return new Step.Send<>(OfferMutations.remove(all));
        }
        // Of a group that is there in part, the rest can't be told from what others have since.
        boolean whole = all.size() == request.names().names().size();
        Secret own = receipts.own(receipt);
        if (own != null && whole) {
            return new Step.Answer<>(new Granted(all, own, false, PortStatus.revision(view, entry)));
        }
        Secret earlier = receipts.ofSameKey(receipt);
        if (earlier != null && !receipts.isForTheSame(receipt)) {
            return refuse(new Refusal.IdempotencyKeyReused(name));
        }
        return earlier != null && whole
                ? move.plan(view, all, earlier)
                : refuse(new Refusal.NameTaken(
                        name, entry.value().port(), entry.value().state()));
    }

    /** The refusal for an index whose record can't be read, or isn't in this view yet. */
    private static Refusal takenWithoutRecord(Name name, Entry<?> index) {
        State state = index.key() instanceof Key.OfferIndex ? State.OFFERED : State.ALLOCATED;
        return index.value() instanceof Value.Index port
                ? new Refusal.NameTaken(name, port.port(), state)
                : new Refusal.RecordUnreadable("the name " + name);
    }

    private Step<Granted> claim(SpaceView view, Entry<Service> service, boolean proven) {
        plannedAt = loop.nanos();
        if (request.names().group()) {
            List<Found> found = search.several(view, service.value());
            return found.isEmpty() ? full(view, service.value(), proven) : claim.several(service, found);
        }
        Found found = search.one(view, service.value(), request.name());
        return found == null ? full(view, service.value(), proven) : claim.one(service, found);
    }

    /**
     * There is no port to try. That is so only if the registry alone says so. A port that is free there is held by a claim of
     * this node, and may become free again: the operation looks again after the next barrier.
     */
    private Step<Granted> full(SpaceView view, Service service, boolean proven) {
        Refusal refusal = search.refusal(view, service);
        if (refusal == null && proven) {
            return new Step.Await<>(executions.store().barrier());
        }
        return refuse(refusal == null ? new Refusal.Contended() : refusal);
    }

    @Override
    public boolean leavesSomething() {
        return lateClaim != null || unresolvedClaim || move.leavesSomething();
    }

    @Override
    public void unresolved(Mutation mutation) {
        if (mutation.kind() == Mutation.Kind.MOVE) {
            move.unresolved();
        } else if (mutation.kind().takesPorts()) {
            unresolvedClaim = true;
        }
    }

    @Override
    public Step<Granted> committed(Mutation mutation, long revision) {
        if (mutation.kind() == Mutation.Kind.MOVE) {
            return move.committed(mutation, revision);
        }
        if (!mutation.kind().takesPorts()) {
            // The late claim is removed.
            lateClaim = null;
            return new Step.Again<>();
        }
        List<Entry<Holding>> entries = request.names().group()
                ? mutation.entries(Holding.class, revision)
                : List.of(mutation.entry(Holding.class, revision));
        Holding first = entries.get(0).value();
        if (cameTooLate(first)) {
            lateClaim = first.receipt().nonce();
            return new Step.Send<>(OfferMutations.remove(entries));
        }
        Secret secret = receipts.own(first.receipt());
        if (secret == null) {
            throw new IllegalStateException("committed a claim that was never sent");
        }
        return new Step.Answer<>(new Granted(entries, secret, false));
    }

    /**
     * A name went to another client while the claim was under way. If the request has a key, or has claimed before, the holder
     * may be this request itself: then only proven records tell.
     */
    @Override
    public @Nullable Refusal decidedBy(Mutation mutation, List<KeyState> seen) {
        if (request.idempotencyKey() != null
                || !receipts.isFirst()
                || !mutation.kind().takesPorts()) {
            return null;
        }
        for (KeyState state : seen) {
            Entry<?> entry = state.entry();
            if (entry != null && entry.key() instanceof Key.OfferIndex offer) {
                return takenWithoutRecord(offer.name(), entry);
            }
            if (entry != null && entry.key() instanceof Key.InstanceIndex instance) {
                return takenWithoutRecord(instance.name(), entry);
            }
        }
        return null;
    }

    private boolean isLateClaim(@Nullable Entry<Holding> entry) {
        return entry != null && entry.value().receipt().nonce().equals(lateClaim);
    }

    /**
     * Whether the offer has too little of its time left, because its commit took long. An offer with an idempotency key stays
     * all the same: another node may have said yes to its client meanwhile.
     */
    private boolean cameTooLate(Holding holding) {
        return holding instanceof Offer offer
                && request.idempotencyKey() == null
                && Duration.ofNanos(loop.nanos() - plannedAt)
                                .compareTo(Duration.ofSeconds(offer.ttl()).dividedBy(2))
                        > 0;
    }

    private static Step<Granted> refuse(Refusal refusal) {
        return new Step.Refuse<>(refusal);
    }
}
