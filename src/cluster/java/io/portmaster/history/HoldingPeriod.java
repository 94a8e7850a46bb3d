package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time for which one name holds one port: from the creation of the record to its end.
 *
 * @param puts of its record, the creation first
 * @param end the change that took the port away; null while it stands
 */
record HoldingPeriod(
        String name, int port, List<Change> puts, @Nullable Change end) {
    public HoldingPeriod {
        puts = List.copyOf(puts);
    }

    Change creation() {
        return puts.get(0);
    }

    boolean beganAsOffer() {
        return state(creation()) == State.OFFERED;
    }

    /** The put that made the offer an allocation; null if none did. */
    @Nullable
    Change acceptance() {
        if (!beganAsOffer()) {
            return null;
        }
        return puts.stream()
                .filter(put -> state(put) == State.ALLOCATED)
                .findFirst()
                .orElse(null);
    }

    /** The client's lease that the record was on at its end; 0 for none. */
    long lease() {
        return puts.get(puts.size() - 1).lease();
    }

    /** Whether a lease of a client may end the record. */
    boolean isOnLease() {
        return lease() != 0;
    }

    /** Whether the record was an allocation at its end. */
    boolean isAllocation() {
        return state(puts.get(puts.size() - 1)) == State.ALLOCATED;
    }

    /** The change that ended the time as an offer; null if nothing did, or if the record never was an offer. */
    @Nullable
    Change endOfOffer() {
        Change acceptance = acceptance();
        return acceptance != null || !beganAsOffer() ? acceptance : end;
    }

    /** The change that deleted the record; null if the record stands, or if another name's record replaced it. */
    @Nullable
    Change deletion() {
        return end == null || end.holding() != null ? null : end;
    }

    /** Whether the record ended as an offer. */
    boolean endedAsOffer() {
        return end != null && !isAllocation();
    }

    boolean standsAt(long revision) {
        return creation().revision() <= revision && (end == null || revision < end.revision());
    }

    /** The record, as {@link Promises#revoked()} names it. */
    String key() {
        return port + "@" + creation().revision();
    }

    @Override
    public String toString() {
        return name + " on port " + port + " since revision " + creation().revision();
    }

    private static @Nullable State state(Change put) {
        return put.holding() == null ? null : put.holding().state();
    }
}
