package io.portmaster.exec;

import io.portmaster.domain.Secret;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports that the node has offered, or allocated, to the instance.
 *
 * @param ports in the order of the names
 * @param lease that the allocation is on; null for an offer, and for an allocation on none
 * @param entityTag of the allocation, or of the offer
 */
record Grant(
        List<Integer> ports,
        boolean allocated,
        @Nullable Secret secret,
        @Nullable String lease,
        @Nullable String entityTag) {
    /** The secret, without which nothing can be done with the ports. */
    Secret secretOfOffer() throws IOException {
        if (secret == null) {
            throw new IOException("the node has left out the secret of an offer");
        }
        return secret;
    }
}
