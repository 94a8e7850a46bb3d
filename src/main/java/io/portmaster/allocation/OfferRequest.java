package io.portmaster.allocation;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import org.jspecify.annotations.Nullable;

/**
 * A request for a port, or for several at once.
 *
 * @param acceptAtOnce whether the ports are allocated at once, without an offer first
 * @param idempotencyKey a client that asks again with the same key gets the same answer; null for none
 * @param offerTtl seconds that the offer has to last; null for the service's own
 * @param labels carried to the allocation
 * @param lease only with {@code acceptAtOnce}
 * @param precondition of a request that moves an allocation to another lease
 */
public record OfferRequest(
        ServiceRef service,
        OfferedNames names,
        PortWish ports,
        boolean acceptAtOnce,
        @Nullable String idempotencyKey,
        @Nullable Integer offerTtl,
        Labels labels,
        LeaseWish lease,
        Precondition precondition) {
    /** A request for any port of the service, for one name. */
    public OfferRequest(ServiceRef service, Name name, boolean acceptAtOnce, @Nullable String idempotencyKey) {
        this(
                service,
                OfferedNames.single(name),
                PortWish.ANY,
                acceptAtOnce,
                idempotencyKey,
                null,
                Labels.EMPTY,
                LeaseWish.UNCHANGED,
                Precondition.NONE);
    }

    /** The first name. */
    public Name name() {
        return names.names().get(0);
    }

    /** The key is left out, since it is as secret as the offer's secret. */
    @Override
    public String toString() {
        return "offer " + service + "/" + names + (acceptAtOnce ? ", accepted at once" : "");
    }
}
