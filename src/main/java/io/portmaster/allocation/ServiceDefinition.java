package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import org.jspecify.annotations.Nullable;

/** What a client says of a service that it creates. */
public record ServiceDefinition(Name name, @Nullable String description, PortRange range) {}
