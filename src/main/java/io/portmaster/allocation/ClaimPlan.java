package io.portmaster.allocation;

import io.portmaster.allocation.PortSearch.Found;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.Registry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans the claim of ports that were found for a request: as offers, as allocations, or as allocations on a client's lease. */
final class ClaimPlan {
    private final OfferRequest request;
    private final int usualTtl;
    private final Receipts receipts;
    private final Registry registry;
    private final SharedLeases leases;
    private final PlanningState planning;
    private final Loop loop;

    /** @param usualTtl seconds that an offer lasts at least if neither the request nor the service says anything */
    ClaimPlan(OfferRequest request, int usualTtl, Receipts receipts, Executions executions) {
        this.request = request;
        this.usualTtl = usualTtl;
        this.receipts = receipts;
        this.registry = executions.registry();
        this.leases = executions.sharedLeases();
        this.planning = executions.planning();
        this.loop = executions.loop();
    }

    /** Claims a port for a request of one name. */
    <T> Step<T> one(Entry<Service> service, Found found) {
        if (request.lease() instanceof LeaseWish.On on) {
            return onClientLease(service, List.of(found), on.lease());
        }
        return request.acceptAtOnce()
                ? one(service, found, Lease.NONE)
                : leases.with(ttl(service.value()), 1, lease -> one(service, found, lease));
    }

    private <T> Step<T> one(Entry<Service> service, Found found, Lease lease) {
        Holding holding = holding(service.value(), request.name(), found.port(), receipts.next(), null, loop.now());
        return new Step.Send<>(
                ClaimMutations.claim(service, new Claimed(holding, found.former()), lease, isContested(service)));
    }

    /** Claims a port for each name of a group. */
    <T> Step<T> several(Entry<Service> service, List<Found> found) {
        if (request.lease() instanceof LeaseWish.On on) {
            return onClientLease(service, found, on.lease());
        }
        return request.acceptAtOnce()
                ? several(service, found, Lease.NONE)
                : leases.with(ttl(service.value()), found.size(), lease -> several(service, found, lease));
    }

    private <T> Step<T> several(Entry<Service> service, List<Found> found, Lease lease) {
        return new Step.Send<>(
                ClaimMutations.claim(service, claimed(service.value(), found), lease, isContested(service)));
    }

    private <T> Step<T> onClientLease(Entry<Service> service, List<Found> found, Lease lease) {
        return new LeaseAdmission(registry)
                .plan(
                        lease,
                        service,
                        found.size(),
                        anchors -> ClaimMutations.claim(
                                service, claimed(service.value(), found), anchors, isContested(service)));
    }

    /** One holding for each port, all with the same receipt. */
    private List<Claimed> claimed(Service service, List<Found> found) {
        OfferedNames names = request.names();
        Receipt receipt = receipts.next();
        Instant now = loop.now();
        List<Claimed> claimed = new ArrayList<>(found.size());
        for (int place = 0; place < found.size(); place++) {
            Found each = found.get(place);
            Holding.Group group = names.group() ? new Holding.Group(found.size(), place, names.consecutive()) : null;
            Holding holding = holding(service, names.names().get(place), each.port(), receipt, group, now);
            claimed.add(new Claimed(holding, each.former()));
        }
        return claimed;
    }

    private Holding holding(
            Service service, Name name, int port, Receipt receipt, Holding.@Nullable Group group, Instant now) {
        if (!request.acceptAtOnce()) {
            return new Offer(port, service.name(), name, now, ttl(service), receipt, request.labels(), group);
        }
        Lease lease = request.lease() instanceof LeaseWish.On on ? on.lease() : null;
        return new Allocation(port, service.name(), name, now, receipt, request.labels(), group, lease);
    }

    private int ttl(Service service) {
        if (request.offerTtl() != null) {
            return request.offerTtl();
        }
        return service.offerTtl() == null ? usualTtl : service.offerTtl();
    }

    private boolean isContested(Entry<Service> service) {
        return planning.isContested(request.service(), service.value().ports());
    }
}
