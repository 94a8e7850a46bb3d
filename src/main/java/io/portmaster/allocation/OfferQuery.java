package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.SpaceRecords;

/** The open offer that a secret belongs to. */
record OfferQuery(Name service, Secret secret) implements Query<Entry<Holding>> {
    @Override
    public Entry<Holding> answer(SpaceRecords records) {
        Query.service(records, service);
        Entry<Holding> found = records.holdingBySecret(service, secret);
        if (found == null || found.value().state() != State.OFFERED) {
            throw new RefusedException(new Refusal.OfferNotFound(service));
        }
        return found;
    }
}
