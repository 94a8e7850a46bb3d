package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns an offer, or the offers of a group, into allocations. Moves those that are allocations already to another lease. */
final class AcceptOperation implements Operation<Accepted> {
    private final AcceptRequest request;
    private final LeaseAdmission admission;
    private final LeaseMove move;
    private final Loop loop;

    /** What the change was planned on that this operation has sent without learning its outcome. Null if there is none. */
    private @Nullable HoldingGroup unresolved;

    /** What the last change was planned on. */
    private @Nullable HoldingGroup planned;

    AcceptOperation(AcceptRequest request, Registry registry, Loop loop) {
        this.request = request;
        this.admission = new LeaseAdmission(registry);
        this.move = new LeaseMove(request.lease(), request.precondition(), admission, loop);
        this.loop = loop;
    }

    @Override
    public Space space() {
        return request.service().space();
    }

    @Override
    public Step<Accepted> plan(SpaceView view, boolean proven) {
        HoldingGroup found = HoldingGroup.of(view, service(), request.secret());
        if (unresolved != null && (found.isUnchangedSince(unresolved) || (!found.isEmpty() && found.areOffers()))) {
            // The change did nothing: the records are as they were, or there are still offers.
            unresolved = null;
        }
        Step<Accepted> step = plan(view, found, proven);
        // The change may have happened before what this refusal is about.
        return unresolved != null && !(step instanceof Step.Answer) ? refuse(new Refusal.OutcomeUnknown()) : step;
    }

    private Step<Accepted> plan(SpaceView view, HoldingGroup found, boolean proven) {
        if (found.isEmpty() || (!proven && !found.isWhole())) {
            return refuse(
                    view.service(service()) == null
                            ? Refusals.missing(view, service())
                            : new Refusal.OfferNotFound(service()));
        }
        if (found.areAllocations() && !move.isAsked(found.allocations())) {
            // The offer is accepted already, and nothing is to be moved. A repeated accept succeeds with any
            // If-Match: RFC 9110, section 13.1.1 allows that.
            return new Step.Answer<>(
                    new Accepted(found.allocations(), unresolved == null, PortStatus.revision(view, found.first())));
        }
        planned = found;
        return found.areAllocations() ? move.plan(view, found.allocations()) : accept(view, found.offers());
    }

    private Step<Accepted> accept(SpaceView view, List<Entry<Offer>> offers) {
        Entry<Offer> first = offers.get(0);
        if (request.precondition().fails(first.modRevision())) {
            return refuse(new Refusal.PreconditionFailed(first.modRevision()));
        }
        Refusal newer = Refusals.newer(view, offers);
        if (newer != null) {
            return refuse(newer);
        }
        if (!(request.lease() instanceof LeaseWish.On on)) {
            return new Step.Send<>(OfferMutations.accept(offers, accepted(offers, null)));
        }
        Entry<Service> service = view.service(service());
        return service == null
                ? refuse(Refusals.missing(view, service()))
                : admission.plan(
                        on.lease(),
                        service,
                        offers.size(),
                        anchors -> OfferMutations.accept(offers, accepted(offers, on.lease()), service, anchors));
    }

    private List<Allocation> accepted(List<Entry<Offer>> offers, @Nullable Lease lease) {
        return offers.stream()
                .map(offer -> offer.value().accepted(loop.now(), lease))
                .toList();
    }

    /** A move keeps the index entries, and with them the revision at which the offer was accepted. */
    @Override
    public Step<Accepted> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(new Accepted(
                mutation.entries(Allocation.class, revision),
                false,
                mutation.entry(Value.Index.class, revision).createRevision()));
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolved = planned;
    }

    private Name service() {
        return request.service().name();
    }

    private static Step<Accepted> refuse(Refusal refusal) {
        return new Step.Refuse<>(refusal);
    }
}
