package io.portmaster.bench;

import java.util.OptionalLong;

/** A case as it is measured: rounds at several numbers of clients. */
interface Subject extends AutoCloseable {
    /** The largest number of ops of a round: that of the ports. */
    int MOST_OPS = 40_000;

    /** Prepares a round: removes what the former round has left, and returns the workers. */
    Crew prepare(int clients);

    /**
     * How many ops a worker does at a time. A request for several names is an op for each name, so that rates and costs can be
     * compared with those of single offers. A latency is that of the request.
     */
    default int opsAtATime() {
        return 1;
    }

    /** The process that answers, if the subject has one of its own. */
    default OptionalLong server() {
        return OptionalLong.empty();
    }

    @Override
    default void close() {
        // Most subjects hold nothing between rounds.
    }
}
