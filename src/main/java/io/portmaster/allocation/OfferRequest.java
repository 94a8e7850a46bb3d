package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import org.jspecify.annotations.Nullable;

/**
 * A wish for a port.
 *
 * @param acceptAtOnce whether the port is to be allocated without an offer first
 * @param idempotencyKey with which the client can ask again and get the same answer; null for none
 */
public record OfferRequest(
        ServiceRef service,
        Name name,
        boolean acceptAtOnce,
        @Nullable String idempotencyKey) {
    /** The key is as good as the secret, so it is not for logs. */
    @Override
    public String toString() {
        return "offer " + service + "/" + name + (acceptAtOnce ? ", accepted at once" : "");
    }
}
