package io.portmaster.commit;

import io.portmaster.record.Entry;
import io.portmaster.record.Offer;

/**
 * An offer of a busy port, and the offer of another port to the same name that takes its place.
 *
 * @param busy the cooling of the busy port
 * @param next has the same receipt as the offer that it replaces
 */
public record Replaced(Entry<Offer> offer, Rest busy, Claimed next) {}
