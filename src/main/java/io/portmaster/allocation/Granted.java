package io.portmaster.allocation;

import io.portmaster.domain.Secret;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;

/**
 * A port that was given to a name.
 *
 * @param replayed whether an earlier request with the same idempotency key had got it
 */
public record Granted(Entry<? extends Holding> entry, Secret secret, boolean replayed) {}
