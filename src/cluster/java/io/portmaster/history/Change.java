package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/**
 * One change of a port's record in etcd.
 *
 * @param revision of etcd; several ports may change at one revision, a port once at most
 * @param seen when the watch told of it, by the clock of {@link System#nanoTime}: later than it happened, never earlier
 * @param holding that stands there since; null when the record went
 */
public record Change(long revision, long seen, int port, @Nullable HeldPort holding) {}
