package io.portmaster.allocation;

import java.util.Set;

/**
 * What a client says when it rejects an offer.
 *
 * @param busy ports of the offer that the client's host uses for something else: they cool. Empty if there are none
 * @param next whether the client wants other ports in their place
 */
public record Rejection(Set<Integer> busy, boolean next) {
    /** The client gives no reason. */
    public static final Rejection PLAIN = new Rejection(Set.of(), false);
}
