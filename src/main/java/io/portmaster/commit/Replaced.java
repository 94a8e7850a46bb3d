package io.portmaster.commit;

import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import org.jspecify.annotations.Nullable;

/**
 * An offer of a busy port, and the offer of another port to the same name that takes its place.
 *
 * @param busy the cooling of the busy port; null if it lasts no time
 * @param next has the same receipt as the offer that it replaces
 */
public record Replaced(Entry<Offer> offer, @Nullable Rest busy, Claimed next) {}
