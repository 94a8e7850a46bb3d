package io.portmaster.allocation;

import io.portmaster.domain.Entry;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Service;

/** A service and how full it is. */
public record ServiceStatus(Entry<Service> entry, PortCounts ports) {}
