package io.portmaster.allocation;

import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import java.util.List;

/** A client's lease, and the allocations that are on it, by space and port. */
public record LeaseContent(LeaseStatus status, List<Entry<Allocation>> allocations) {}
