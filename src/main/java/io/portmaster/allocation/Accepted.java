package io.portmaster.allocation;

import io.portmaster.domain.Allocation;
import io.portmaster.domain.Entry;

/**
 * An offer that became an allocation.
 *
 * @param replayed whether it was one already when this request came
 */
public record Accepted(Entry<Allocation> entry, boolean replayed) {}
