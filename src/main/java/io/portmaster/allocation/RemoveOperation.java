package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.registry.SpaceView;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Frees a port: reject and withdraw end an offer, release ends an allocation. */
final class RemoveOperation implements Operation<Void> {
    private final ServiceRef service;
    private final Function<SpaceView, @Nullable Entry<Holding>> find;
    private final State state;
    private final Function<SpaceView, Refusal> missing;
    private final Precondition precondition;
    private final boolean guesses;

    /**
     * The record that a delete was sent for. Another record of the same port belongs to another owner, and this client must not
     * remove it.
     */
    private @Nullable Entry<Holding> target;

    /** Whether this operation has sent a delete of the target and never learned its outcome. */
    private boolean unresolved;

    private RemoveOperation(
            ServiceRef service,
            Function<SpaceView, @Nullable Entry<Holding>> find,
            State state,
            Function<SpaceView, Refusal> missing,
            Precondition precondition,
            boolean guesses) {
        this.service = service;
        this.find = find;
        this.state = state;
        this.missing = missing;
        this.precondition = precondition;
        this.guesses = guesses;
    }

    /**
     * Ends the offer that the secret belongs to, and no other. So it may look for the offer in records that are perhaps old.
     */
    static RemoveOperation reject(ServiceRef service, Secret secret, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> view.holdingBySecret(service.name(), secret),
                State.OFFERED,
                view -> new Refusal.OfferNotFound(service.name()),
                precondition,
                true);
    }

    /** Ends an offer without its secret. */
    static RemoveOperation withdraw(ServiceRef service, PortReference port, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> port.in(view, service.name()),
                State.OFFERED,
                view -> {
                    Refusal unreadable = port.unreadable(view, service.name());
                    return unreadable == null ? new Refusal.OfferNotFound(service.name()) : unreadable;
                },
                precondition,
                false);
    }

    /** Ends an allocation. */
    static RemoveOperation release(ServiceRef service, PortReference port, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> port.in(view, service.name()),
                State.ALLOCATED,
                view -> port.missing(view, service.name()),
                precondition,
                false);
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
        Entry<Holding> found = find.apply(view);
        if (target != null) {
            if (found == null || found.createRevision() != target.createRevision()) {
                return unresolved ? Step.done() : new Step.Refuse<>(missing.apply(view));
            }
            // The record is as it was when the delete was sent: that delete did nothing.
            unresolved &= found.modRevision() != target.modRevision();
        }
        if (found == null) {
            return new Step.Refuse<>(
                    view.service(service.name()) == null
                            ? Refusals.missing(view, service.name())
                            : missing.apply(view));
        }
        if (found.value().state() != state) {
            return new Step.Refuse<>(
                    state == State.OFFERED
                            ? new Refusal.OfferAccepted(found.value().port())
                            : missing.apply(view));
        }
        if (precondition.fails(found.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(found.modRevision()));
        }
        Refusal newer = Refusals.newer(view, found.value());
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        target = found;
        return new Step.Send<>(
                state == State.OFFERED
                        ? Mutations.remove(found)
                        : Mutations.release(found, view.entry(new Key.ServiceKey(view.space(), service.name())), null));
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolved = true;
    }
}
