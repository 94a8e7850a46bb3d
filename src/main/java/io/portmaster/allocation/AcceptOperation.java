package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.registry.SpaceView;
import org.jspecify.annotations.Nullable;

/** Turns an offer into an allocation. */
final class AcceptOperation implements Operation<Accepted> {
    private final ServiceRef service;
    private final Secret secret;
    private final Precondition precondition;
    private final Loop loop;

    /** The offer that this operation has sent an accept of without learning its outcome. Null if there is none. */
    private @Nullable Entry<Offer> unresolvedOffer;

    AcceptOperation(ServiceRef service, Secret secret, Precondition precondition, Loop loop) {
        this.service = service;
        this.secret = secret;
        this.precondition = precondition;
        this.loop = loop;
    }

    @Override
    public Space space() {
        return service.space();
    }

    @Override
    public Step<Accepted> plan(SpaceView view, boolean proven) {
        Entry<Holding> entry = view.holdingBySecret(service.name(), secret);
        if (unresolvedOffer != null && entry != null && entry.modRevision() == unresolvedOffer.modRevision()) {
            // The offer is as it was when the accept was sent: that accept did nothing.
            unresolvedOffer = null;
        }
        if (entry == null && unresolvedOffer != null) {
            // The offer was accepted and the port released since, or it was never accepted: the records don't tell.
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        if (entry == null) {
            return new Step.Refuse<>(
                    view.service(service.name()) == null
                            ? Refusals.missing(view, service.name())
                            : new Refusal.OfferNotFound(service.name()));
        }
        Entry<Allocation> allocation = entry.as(Allocation.class);
        if (allocation != null) {
            // The offer is accepted already. A repeated accept succeeds, whatever its If-Match says: RFC 9110, section
            // 13.1.1 allows that.
            return new Step.Answer<>(new Accepted(allocation, unresolvedOffer == null));
        }
        if (precondition.fails(entry.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(entry.modRevision()));
        }
        Refusal newer = Refusals.newer(view, entry.value());
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        Offer offer = (Offer) entry.value();
        return new Step.Send<>(Mutations.accept(
                new Entry<>(entry.key(), offer, entry.createRevision(), entry.modRevision()),
                offer.accepted(loop.now())));
    }

    @Override
    public Step<Accepted> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(new Accepted(mutation.entry(Allocation.class, revision), false));
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolvedOffer = mutation.before(Offer.class);
    }
}
