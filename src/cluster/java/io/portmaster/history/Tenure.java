package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name's hold of a port, from the creation of the record to its end.
 *
 * @param puts of its record, the creation first
 * @param end the change that took the port away; null while it stands
 */
record Tenure(
        String name, int port, List<Change> puts, @Nullable Change end) {
    public Tenure {
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

    /** Whether it was an allocation at last. */
    boolean isAllocation() {
        return state(puts.get(puts.size() - 1)) == State.ALLOCATED;
    }

    /** What ended the time as an offer; null if nothing did, or it never was one. */
    @Nullable
    Change endOfOffer() {
        Change acceptance = acceptance();
        return acceptance != null || !beganAsOffer() ? acceptance : end;
    }

    /** The end, if the port was free then; null if it stands, or another name wrote over it. */
    @Nullable
    Change deletion() {
        return end == null || end.holding() != null ? null : end;
    }

    /** Whether it ended without ever having been more than an offer. */
    boolean endedAsOffer() {
        return end != null && !isAllocation();
    }

    boolean standsAt(long revision) {
        return creation().revision() <= revision && (end == null || revision < end.revision());
    }

    /** As {@link Promises#revoked()} names it. */
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
