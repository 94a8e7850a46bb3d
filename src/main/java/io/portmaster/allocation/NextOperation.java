package io.portmaster.allocation;

import io.portmaster.commit.Claimed;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Renewed;
import io.portmaster.commit.Replaced;
import io.portmaster.commit.Rest;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.PortChoice;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.SpaceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives offers other ports in place of their busy ones, under the same secret, and their whole time again. The other offers of
 * the group get their whole time again, too, so that the group still ends at once.
 */
final class NextOperation implements Operation<Granted> {
    private static final Comparator<Entry<Holding>> BY_PLACE = Comparator.comparingInt(NextOperation::place);

    private final ServiceRef service;
    private final Secret secret;
    private final BusyPorts busy;
    private final Precondition precondition;
    private final Executions executions;

    /** Whether this operation has replaced ports, or has sent that without learning its outcome. */
    private boolean replaced;

    /** Whether the replacement took so long that the offers have too little of their time left. */
    private boolean late;

    /** When the last mutation was planned, by {@link io.portmaster.loop.Loop#nanos()}. */
    private long plannedAt;

    NextOperation(
            ServiceRef service, Secret secret, Set<Integer> busy, Precondition precondition, Executions executions) {
        this.service = service;
        this.secret = secret;
        this.busy = new BusyPorts(busy);
        this.precondition = precondition;
        this.executions = executions;
    }

    private static int place(Entry<Holding> entry) {
        Holding.Group group = entry.value().group();
        return group == null ? 0 : group.place();
    }

    @Override
    public Space space() {
        return service.space();
    }

    /** On old records the cooling that stands at a busy port could be missed, and made shorter. */
    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public Step<Granted> plan(SpaceView view, boolean proven) {
        HoldingGroup found = HoldingGroup.of(view, service.name(), secret);
        List<Entry<Offer>> left = busy.among(found.offers());
        if (!left.isEmpty()) {
            // What was sent did nothing: it would have replaced all of these.
            replaced = false;
        }
        Refusal refusal = refusal(view, found, left);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        return left.isEmpty() && !late
                ? new Step.Answer<>(new Granted(found.entries(), secret, !replaced))
                : replace(view, found.offers(), left);
    }

    private @Nullable Refusal refusal(SpaceView view, HoldingGroup found, List<Entry<Offer>> left) {
        if (found.isEmpty()) {
            return view.service(service.name()) == null
                    ? Refusals.missing(view, service.name())
                    : new Refusal.OfferNotFound(service.name());
        }
        Holding first = found.first().value();
        if (!found.areOffers()) {
            return new Refusal.OfferAccepted(first.port());
        }
        if (first.group() != null && first.group().consecutive()) {
            return new Refusal.NextOfNeighbours();
        }
        if (left.isEmpty()) {
            return null;
        }
        return precondition.fails(found.first().modRevision())
                ? new Refusal.PreconditionFailed(found.first().modRevision())
                : Refusals.newer(view, found.entries());
    }

    /** @param left the offers whose ports are busy; empty if they have been replaced, and only the time has to be renewed */
    private Step<Granted> replace(SpaceView view, List<Entry<Offer>> offers, List<Entry<Offer>> left) {
        Entry<Service> found = view.service(service.name());
        if (found == null) {
            return new Step.Refuse<>(Refusals.missing(view, service.name()));
        }
        if (ServiceUpgrade.isNeeded(found.value())) {
            return new Step.Upgrade<>(service);
        }
        PortChoice choice = PortChoice.of(found.value(), busy.ports());
        List<Integer> next =
                left.isEmpty() ? List.of() : executions.planning().pickSeveral(service, choice, left.size());
        if (next.size() < left.size()) {
            return full(found.value(), choice, left.size());
        }
        Instant now = executions.loop().now();
        SharedLeases leases = executions.sharedLeases();
        List<Cooling> cooling = BusyPorts.cooling(view, found.value(), left, now);
        int ttl = offers.get(0).value().ttl();
        return leases.withRests(
                cooling,
                rests -> leases.with(ttl, offers.size(), lease -> send(found, offers, left, next, rests, lease, now)));
    }

    /** As in {@link OfferOperation}: a port that is free in the registry is held by a claim of this node. */
    private Step<Granted> full(Service from, PortChoice choice, int wanted) {
        SpaceRecords records = executions.registry().records(space());
        Refusal refusal = ExhaustedRange.refusal(
                records, from, choice, wanted, executions.loop().now());
        return refusal == null ? new Step.Await<>(executions.store().barrier()) : new Step.Refuse<>(refusal);
    }

    private Step<Granted> send(
            Entry<Service> from,
            List<Entry<Offer>> offers,
            List<Entry<Offer>> left,
            List<Integer> next,
            List<Rest> rests,
            Lease lease,
            Instant now) {
        Map<Integer, Rest> restOf =
                rests.stream().collect(Collectors.toMap(rest -> rest.cooling().port(), Function.identity()));
        List<Replaced> replacements = new ArrayList<>();
        List<Renewed> renewals = new ArrayList<>();
        for (Entry<Offer> offer : offers) {
            int at = left.indexOf(offer);
            if (at < 0) {
                renewals.add(
                        new Renewed(offer, renewed(offer.value(), offer.value().port(), now)));
            } else {
                replacements.add(new Replaced(
                        offer,
                        restOf.get(offer.value().port()),
                        new Claimed(renewed(offer.value(), next.get(at), now))));
            }
        }
        plannedAt = executions.loop().nanos();
        boolean contested =
                executions.planning().isContested(service, from.value().ports());
        return new Step.Send<>(OfferMutations.next(from, replacements, renewals, lease, contested));
    }

    private static Offer renewed(Offer offer, int port, Instant now) {
        return new Offer(
                port, offer.service(), offer.name(), now, offer.ttl(), offer.receipt(), offer.labels(), offer.group());
    }

    @Override
    public boolean leavesSomething() {
        return replaced;
    }

    @Override
    public Step<Granted> committed(Mutation mutation, long revision) {
        replaced = true;
        List<Entry<Holding>> offers = mutation.entries(Holding.class, revision).stream()
                .sorted(BY_PLACE)
                .toList();
        Duration age = Duration.ofNanos(executions.loop().nanos() - plannedAt);
        late = age.compareTo(
                        Duration.ofSeconds(mutation.after(Offer.class).ttl()).dividedBy(2))
                > 0;
        return late ? new Step.Again<>() : new Step.Answer<>(new Granted(offers, secret, false));
    }

    @Override
    public void unresolved(Mutation mutation) {
        replaced = true;
    }
}
