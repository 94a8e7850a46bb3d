package io.portmaster.allocation;

import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;

/**
 * An offer that became an allocation.
 *
 * @param replayed whether it was an allocation already when this request came
 */
public record Accepted(Entry<Allocation> entry, boolean replayed) {}
