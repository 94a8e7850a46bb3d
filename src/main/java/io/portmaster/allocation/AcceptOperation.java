package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.registry.View;
import org.jspecify.annotations.Nullable;

/** An offer becomes an allocation. */
final class AcceptOperation implements Operation<Accepted> {
    private final Space space;
    private final Name service;
    private final Secret secret;
    private final Precondition precondition;
    private final Loop loop;

    /** The offer whose accept was sent and whose fate is unknown. */
    private @Nullable Entry<Offer> uncertain;

    AcceptOperation(ServiceRef service, Secret secret, Precondition precondition, Loop loop) {
        this.space = service.space();
        this.service = service.name();
        this.secret = secret;
        this.precondition = precondition;
        this.loop = loop;
    }

    @Override
    public Space space() {
        return space;
    }

    @Override
    public Step<Accepted> plan(View view, boolean proven) {
        Entry<Holding> entry = view.holdingBySecret(service, secret);
        if (uncertain != null && entry != null && entry.modRevision() == uncertain.modRevision()) {
            // It stands as it was: nothing came of the accept.
            uncertain = null;
        }
        if (entry == null && uncertain != null) {
            // It was accepted and released by now, or never accepted: the records don't tell.
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        if (entry == null) {
            return new Step.Refuse<>(
                    view.service(service) == null
                            ? Services.missing(view, service)
                            : new Refusal.OfferNotFound(service));
        }
        Entry<Allocation> allocation = entry.as(Allocation.class);
        if (allocation != null) {
            // Accepted already, so the precondition was met then: RFC 9110, section 13.1.1 lets a repetition succeed.
            return new Step.Answer<>(new Accepted(allocation, uncertain == null));
        }
        if (precondition.fails(entry.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(entry.modRevision()));
        }
        Refusal newer = NewerRecords.refusal(view, entry.value());
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
        uncertain = mutation.before(Offer.class);
    }
}
