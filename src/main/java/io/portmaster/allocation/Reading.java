package io.portmaster.allocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a read found.
 *
 * @param age how long ago this was last known to be the newest, for a stale read; null for one that is current
 */
public record Reading<T>(T value, @Nullable Duration age) {}
