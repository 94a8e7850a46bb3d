package io.portmaster.http.api;

import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Secret;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ServiceBody;
import org.jspecify.annotations.Nullable;

/** Turns records into the bodies of answers. */
final class Bodies {
    private Bodies() {}

    static ServiceBody of(ServiceStatus status) {
        Service service = status.entry().value();
        return new ServiceBody(
                service.name().value(),
                service.description(),
                service.ports().lowest(),
                service.ports().highest(),
                service.created(),
                PortCountsBody.of(status.ports()));
    }

    /** The body without the secret, for others than the owner. */
    static HoldingBody of(Holding holding) {
        return of(holding, null);
    }

    /** @param secret for the owner; null to leave it out */
    static HoldingBody of(Holding holding, @Nullable Secret secret) {
        String service = holding.service().value();
        String name = holding.name().value();
        return holding instanceof Offer offer
                ? new OfferBody(service, name, offer.port(), secret, offer.created(), offer.ttl(), offer.expires())
                : new AllocationBody(service, name, holding.port(), secret, holding.created());
    }
}
