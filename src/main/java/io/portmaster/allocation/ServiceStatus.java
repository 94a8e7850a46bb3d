package io.portmaster.allocation;

import io.portmaster.domain.PortCounts;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;

/** A service and how full it is. */
public record ServiceStatus(Entry<Service> entry, PortCounts ports) {}
