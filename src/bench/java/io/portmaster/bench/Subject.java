package io.portmaster.bench;

import java.util.OptionalLong;

/** What is measured again and again, at several numbers of clients. */
interface Subject extends AutoCloseable {
    /** No round may have more ops: there are only so many ports. */
    int MOST_OPS = 40_000;

    /** Makes all ready for a round: what the one before has left is gone. */
    Crew prepare(int clients);

    /** The process that answers, if the subject has one of its own. */
    default OptionalLong server() {
        return OptionalLong.empty();
    }

    @Override
    default void close() {
        // Most hold nothing between rounds.
    }
}
