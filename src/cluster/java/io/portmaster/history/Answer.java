package io.portmaster.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client knows of the result of its request. */
public sealed interface Answer {
    /**
     * A yes to an offer or an accept (201).
     *
     * @param revision of the record in etcd, from the {@code ETag}
     * @param replayed the same had been asked and done before: {@code Idempotent-Replayed}
     */
    record Granted(HeldPort holding, long revision, boolean replayed) implements Answer {}

    /**
     * A yes to an offer or an accept of several names (201). All were written at one revision.
     *
     * @param holdings in the order of the names
     * @param replayed the same had been asked and done before: {@code Idempotent-Replayed}
     */
    record GrantedAll(List<HeldPort> holdings, long revision, boolean replayed) implements Answer {}

    /**
     * A yes to the making (201) or the renewal (200) of a lease.
     *
     * @param lease its number
     * @param ttl seconds that were granted
     * @param linger seconds that its ports cool at least
     */
    record Leased(long lease, int ttl, int linger) implements Answer {}

    /** A yes to a reject or a release (204). */
    record Gone() implements Answer {}

    /**
     * A find's yes (200).
     *
     * @param revision of the record in etcd, from the {@code ETag}
     */
    record Found(HeldPort holding, long revision) implements Answer {}

    /** A list (200), by port. */
    record Listed(List<HeldPort> holdings) implements Answer {}

    /**
     * A no. The request changed nothing, and will change nothing.
     *
     * @param code of the problem, {@code port-not-found} say; {@link #UNREACHABLE} where there was no connection to ask on
     * @param holding that the problem names as the reason; null if it names none
     */
    record Refused(String code, @Nullable HeldPort holding) implements Answer {}

    /**
     * The client doesn't know the result. The request may have been carried out, or may be carried out later.
     *
     * @param why {@code outcome-unknown}, or what happened in place of an answer
     */
    record Unknown(String why) implements Answer {}

    String UNREACHABLE = "unreachable";
}
