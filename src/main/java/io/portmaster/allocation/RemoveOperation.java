package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Entry;
import io.portmaster.domain.Holding;
import io.portmaster.domain.Holding.State;
import io.portmaster.domain.Name;
import io.portmaster.domain.Refusal;
import io.portmaster.domain.Secret;
import io.portmaster.registry.View;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A port goes back: reject and withdraw end an offer, release ends an allocation. */
final class RemoveOperation implements Operation<Void> {
    private final Name service;
    private final Function<View, @Nullable Entry<Holding>> find;
    private final State state;
    private final Refusal notFound;
    private final Precondition precondition;

    /** The record that a delete was sent for. Another record under the same key is another owner's. */
    private @Nullable Entry<Holding> target;

    private boolean mayHaveRemoved;

    private RemoveOperation(
            Name service,
            Function<View, @Nullable Entry<Holding>> find,
            State state,
            Refusal notFound,
            Precondition precondition) {
        this.service = service;
        this.find = find;
        this.state = state;
        this.notFound = notFound;
        this.precondition = precondition;
    }

    /** Ends the offer that the secret belongs to. */
    static RemoveOperation reject(Name service, Secret secret, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> view.holdingBySecret(service, secret),
                State.OFFERED,
                new Refusal.OfferNotFound(service),
                precondition);
    }

    /** Ends an offer without its secret. */
    static RemoveOperation withdraw(Name service, PortReference port, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> port.in(view, service),
                State.OFFERED,
                new Refusal.OfferNotFound(service),
                precondition);
    }

    /** Ends an allocation. */
    static RemoveOperation release(Name service, PortReference port, Precondition precondition) {
        return new RemoveOperation(
                service,
                view -> port.in(view, service),
                State.ALLOCATED,
                new Refusal.PortNotFound(port.toString()),
                precondition);
    }

    @Override
    public Step<Void> plan(View view, boolean proven) {
        Entry<Holding> found = find.apply(view);
        if (target != null && (found == null || found.createRevision() != target.createRevision())) {
            return mayHaveRemoved ? done() : new Step.Refuse<>(notFound);
        }
        if (found == null) {
            return new Step.Refuse<>(view.service(service) == null ? new Refusal.ServiceNotFound(service) : notFound);
        }
        if (found.value().state() != state) {
            return new Step.Refuse<>(
                    state == State.OFFERED
                            ? new Refusal.OfferAccepted(found.value().port())
                            : notFound);
        }
        if (precondition.fails(found.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(found.modRevision()));
        }
        target = found;
        return new Step.Send<>(new Mutation.Remove(found));
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        mayHaveRemoved = true;
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Step<Void> done() {
        return new Step.Answer<>(null);
    }
}
