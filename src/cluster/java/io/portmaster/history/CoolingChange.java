package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/**
 * One change of a port's cooling key in etcd.
 *
 * @param revision of etcd
 * @param seen when the watch told of it, by the clock of {@link System#nanoTime}: later than it happened, never earlier
 * @param cooling that stands there since; null when the key went
 */
public record CoolingChange(long revision, long seen, int port, @Nullable CoolingPort cooling) {}
