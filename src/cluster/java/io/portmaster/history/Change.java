package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/**
 * One change of a port's record in etcd.
 *
 * @param revision of etcd; several ports may change at one revision, a port once at most
 * @param seen when the watch told of it, by the clock of {@link System#nanoTime}: later than it happened, never earlier
 * @param holding that stands there since; null when the record went
 * @param lease the client's lease that the record names; 0 for none
 * @param group the nonce that the records of a group share; null for a record of no group
 */
public record Change(
        long revision,
        long seen,
        int port,
        @Nullable HeldPort holding,
        long lease,
        @Nullable String group) {
    /** A change to a record that is on no client's lease and in no group, or the end of a record. */
    public Change(long revision, long seen, int port, @Nullable HeldPort holding) {
        this(revision, seen, port, holding, 0, null);
    }
}
