package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.registry.SpaceRecords;
import java.util.List;

/** The open offers of one secret: one, or those of a group. */
record OfferQuery(Name service, Secret secret) implements Query<List<Entry<Holding>>> {
    @Override
    public List<Entry<Holding>> answer(SpaceRecords records) {
        Query.service(records, service);
        HoldingGroup found = HoldingGroup.of(records, service, secret);
        if (found.isEmpty() || !found.areOffers()) {
            throw new RefusedException(new Refusal.OfferNotFound(service));
        }
        return found.entries();
    }
}
