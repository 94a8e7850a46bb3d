package io.portmaster.commit;

import io.portmaster.record.Entry;
import io.portmaster.record.Offer;

/**
 * An offer of a group that keeps its port, and lasts as long as its new neighbours.
 *
 * @param after the offer with its new time
 */
public record Renewed(Entry<Offer> before, Offer after) {}
