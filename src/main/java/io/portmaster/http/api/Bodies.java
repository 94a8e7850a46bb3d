package io.portmaster.http.api;

import io.portmaster.allocation.LeaseContent;
import io.portmaster.allocation.LeaseStatus;
import io.portmaster.allocation.PortStatus;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Secret;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.JsonWritable;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ServiceBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns records into the bodies of answers. */
final class Bodies {
    private Bodies() {}

    static ServiceBody of(ServiceStatus status) {
        Service service = status.entry().value();
        return new ServiceBody(
                service.name().value(),
                service.description(),
                service.ports(),
                service.reserved(),
                service.reuseDelay(),
                service.busyDelay(),
                service.offerTtl(),
                service.created(),
                PortCountsBody.of(status.ports()));
    }

    /** The body without the secret, for others than the owner. */
    static PortBody of(PortStatus status) {
        Value value = status.entry().value();
        if (value instanceof Cooling cooling) {
            return new CoolingBody(
                    cooling.service().value(),
                    cooling.name().value(),
                    cooling.port(),
                    cooling.reason().toString(),
                    cooling.created(),
                    cooling.until());
        }
        return of((Holding) value, null, status.revision());
    }

    /**
     * The body of one port or of a group.
     *
     * @param entries all of one state, and all of one group if there are several
     * @param secret for the owner; null to leave it out
     * @param revision of allocations
     */
    static JsonWritable of(List<? extends Entry<? extends Holding>> entries, @Nullable Secret secret, long revision) {
        Holding first = entries.get(0).value();
        return first.group() == null ? of(first, secret, revision) : group(entries, first, secret, revision);
    }

    private static HoldingBody of(Holding holding, @Nullable Secret secret, long revision) {
        String service = holding.service().value();
        String name = holding.name().value();
        if (holding instanceof Offer offer) {
            return new OfferBody(
                    service,
                    name,
                    offer.port(),
                    secret,
                    offer.created(),
                    offer.ttl(),
                    offer.expires(),
                    offer.labels().values());
        }
        Allocation allocation = (Allocation) holding;
        return new AllocationBody(
                service,
                name,
                allocation.port(),
                secret,
                allocation.created(),
                allocation.labels().values(),
                text(allocation.lease()),
                revision);
    }

    private static JsonWritable group(
            List<? extends Entry<? extends Holding>> entries, Holding first, @Nullable Secret secret, long revision) {
        String service = first.service().value();
        List<NamedPortBody> ports = entries.stream()
                .map(entry -> new NamedPortBody(
                        entry.value().name().value(), entry.value().port()))
                .toList();
        if (first instanceof Offer offer) {
            return new OfferGroupBody(
                    service,
                    ports,
                    secret,
                    offer.created(),
                    offer.ttl(),
                    offer.expires(),
                    offer.labels().values());
        }
        Allocation allocation = (Allocation) first;
        return new AllocationGroupBody(
                service,
                ports,
                secret,
                allocation.created(),
                allocation.labels().values(),
                text(allocation.lease()),
                revision);
    }

    private static @Nullable String text(@Nullable Lease lease) {
        return lease == null ? null : lease.text();
    }

    static LeaseBody of(LeaseStatus status) {
        return lease(status, null);
    }

    static LeaseBody of(LeaseContent content) {
        return lease(
                content.status(),
                content.allocations().stream().map(Bodies::leasedPort).toList());
    }

    private static LeaseBody lease(LeaseStatus status, @Nullable List<LeaseBody.LeasedPort> allocations) {
        ClientLease lease = status.record();
        return new LeaseBody(
                status.lease().text(),
                lease.ttl(),
                lease.linger(),
                lease.created(),
                status.expires(),
                lease.labels().values(),
                allocations);
    }

    private static LeaseBody.LeasedPort leasedPort(Entry<Allocation> entry) {
        Allocation allocation = entry.value();
        return new LeaseBody.LeasedPort(
                allocation.service().value(), allocation.name().value(), allocation.port());
    }
}
