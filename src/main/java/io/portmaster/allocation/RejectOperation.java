package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceView;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ends an offer, or all offers of a group. Their client rejects them, or an operator withdraws them without their secret. */
final class RejectOperation implements Operation<Void> {
    private final ServiceRef service;
    private final Function<SpaceView, HoldingGroup> find;
    private final Function<SpaceView, Refusal> missing;
    private final BusyPorts busy;
    private final Precondition precondition;
    private final boolean guesses;
    private final Executions executions;

    /**
     * The offers that a reject was sent for. Offers with another nonce belong to somebody else, and this client must not end
     * them.
     */
    private @Nullable HoldingGroup target;

    /** Whether this operation has sent a reject of the target and never learned its outcome. */
    private boolean unresolved;

    /** The cooling that the last reject begins. */
    private List<Cooling> begun = List.of();

    private RejectOperation(
            ServiceRef service,
            Function<SpaceView, HoldingGroup> find,
            Function<SpaceView, Refusal> missing,
            BusyPorts busy,
            Precondition precondition,
            boolean guesses,
            Executions executions) {
        this.service = service;
        this.find = find;
        this.missing = missing;
        this.busy = busy;
        this.precondition = precondition;
        this.guesses = guesses;
        this.executions = executions;
    }

    /**
     * Ends the offers that the secret belongs to, and no others. So it may look for them in records that are perhaps old. With
     * busy ports it may not: it could miss the cooling that stands there, and make that shorter.
     */
    static RejectOperation reject(
            ServiceRef service, Secret secret, Set<Integer> busy, Precondition precondition, Executions executions) {
        return new RejectOperation(
                service,
                view -> HoldingGroup.of(view, service.name(), secret),
                view -> new Refusal.OfferNotFound(service.name()),
                new BusyPorts(busy),
                precondition,
                busy.isEmpty(),
                executions);
    }

    /** Ends the offer of that port or name, and those that were made with it. */
    static RejectOperation withdraw(
            ServiceRef service, PortReference port, Precondition precondition, Executions executions) {
        return new RejectOperation(
                service,
                view -> groupAt(view, service, port),
                view -> {
                    Refusal unreadable = port.unreadable(view, service.name());
                    return unreadable == null ? new Refusal.OfferNotFound(service.name()) : unreadable;
                },
                new BusyPorts(Set.of()),
                precondition,
                false,
                executions);
    }

    private static HoldingGroup groupAt(SpaceView view, ServiceRef service, PortReference port) {
        Entry<Holding> found = port.in(view, service.name());
        return found == null
                ? new HoldingGroup(List.of())
                : new HoldingGroup(view.holdingsBySecretHash(
                        service.name(), found.value().receipt().secretSha256()));
    }

    /**
     * A port or a name may have a new owner. On old records a conflict couldn't tell whether that owner came before this
     * request, and is meant, or after it.
     */
    @Override
    public boolean needsProof() {
        return !guesses;
    }

    @Override
    public Space space() {
        return service.space();
    }

    @Override
    public Step<Void> plan(SpaceView view, boolean proven) {
        HoldingGroup found = find.apply(view);
        if (target != null && (found.isEmpty() || !found.nonce().equals(target.nonce()))) {
            return unresolved && isDone(view, target) ? Step.done() : new Step.Refuse<>(missing.apply(view));
        }
        // The offers stand: what was sent for them did nothing.
        unresolved = false;
        Refusal refusal = refusal(view, found, proven);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        target = found;
        return busy.isEmpty()
                ? new Step.Send<>(OfferMutations.remove(found.offers()))
                : rejectAsBusy(view, found.offers());
    }

    /**
     * Whether the records tell that the offers have ended as this client wants it. If the reject begins a cooling, only that
     * tells. A record that can't be read may still be one of the offers.
     */
    private boolean isDone(SpaceView view, HoldingGroup ended) {
        for (Cooling cooling : begun) {
            Entry<Cooling> stands = view.cooling(cooling.port());
            if (stands == null || !stands.value().equals(cooling)) {
                return false;
            }
        }
        return ended.ports().stream()
                .map(PortReference.ByNumber::new)
                .allMatch(port -> port.unreadable(view, service.name()) == null);
    }

    private @Nullable Refusal refusal(SpaceView view, HoldingGroup found, boolean proven) {
        if (found.isEmpty() || (!proven && !found.isWhole())) {
            return view.service(service.name()) == null ? Refusals.missing(view, service.name()) : missing.apply(view);
        }
        if (!found.areOffers()) {
            return new Refusal.OfferAccepted(found.first().value().port());
        }
        if (!found.ports().containsAll(busy.ports())) {
            return new Refusal.OfferNotFound(service.name());
        }
        if (precondition.fails(found.first().modRevision())) {
            return new Refusal.PreconditionFailed(found.first().modRevision());
        }
        return Refusals.newer(view, found.entries());
    }

    private Step<Void> rejectAsBusy(SpaceView view, List<Entry<Offer>> offers) {
        Entry<Service> found = view.service(service.name());
        if (found == null) {
            return new Step.Refuse<>(Refusals.missing(view, service.name()));
        }
        if (ServiceUpgrade.isNeeded(found.value())) {
            return new Step.Upgrade<>(service);
        }
        List<Cooling> cooling = BusyPorts.cooling(
                view, found.value(), busy.among(offers), executions.loop().now());
        return executions.sharedLeases().withRests(cooling, rests -> {
            begun = cooling;
            return new Step.Send<>(OfferMutations.busy(offers, found, rests));
        });
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolved = true;
    }

    @Override
    public boolean leavesSomething() {
        return unresolved;
    }
}
