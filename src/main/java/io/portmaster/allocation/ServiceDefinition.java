package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import org.jspecify.annotations.Nullable;

/** A client's definition of a new service. */
public record ServiceDefinition(Name name, @Nullable String description, PortRange range) {}
