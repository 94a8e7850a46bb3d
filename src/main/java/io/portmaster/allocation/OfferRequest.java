package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import org.jspecify.annotations.Nullable;

/**
 * A request for a port.
 *
 * @param acceptAtOnce whether the port is allocated at once, without an offer first
 * @param idempotencyKey a client that asks again with the same key gets the same answer; null for none
 */
public record OfferRequest(
        ServiceRef service,
        Name name,
        boolean acceptAtOnce,
        @Nullable String idempotencyKey) {
    /** The key is left out, since it is as secret as the offer's secret. */
    @Override
    public String toString() {
        return "offer " + service + "/" + name + (acceptAtOnce ? ", accepted at once" : "");
    }
}
