package io.portmaster.check;

import io.portmaster.domain.Lease;
import io.portmaster.record.Key;
import io.portmaster.record.Value;

/** What was found under one key of the store, whoever put it there. */
public sealed interface Found {
    /** The key as the store spells it. */
    String spelling();

    /** What belongs to a space: each is judged by itself. */
    sealed interface InSpace extends Found {
        String space();
    }

    /**
     * A service, a holding or an index: what a node reads.
     *
     * @param lease that it ends with
     */
    record Content(String spelling, String space, Key key, Value value, Lease lease) implements InSpace {}

    /** What stops the earlier batches of a node. It ends by itself. */
    record Fence(String spelling, String space) implements InSpace {}

    /** The key {@code _id}, which says whose records these are. */
    record Identity(String spelling) implements Found {}

    /** A name that is kept for later. */
    record Reserved(String spelling) implements Found {}

    /** A key that the design doesn't know. */
    record Unknown(String spelling) implements Found {}
}
