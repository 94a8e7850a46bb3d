package io.portmaster.commit;

import java.time.Duration;

/**
 * Receives a store's events for metrics, on the loop. No decision depends on it. A method does nothing unless it is overridden.
 */
public interface StoreListener {
    /** A listener that does nothing. */
    StoreListener NONE = new StoreListener() {};

    /** The registry was filled from a new list of all records. The list at the start doesn't count. */
    default void relisted() {}

    /** An outcome is unknown, and the store begins to write the fence that settles it. */
    default void fenceRaised() {}

    /** The node has changed to another connection to the store. */
    default void reconnected(Cause cause) {}

    /**
     * A barrier has passed.
     *
     * @param took the time since its read was sent
     */
    default void barrier(Duration took) {}

    /** The number of records that can't be read has changed. */
    default void unreadable(int records) {}

    /** The number of records has changed that this node can read, and that only a newer release can change. */
    default void newer(int records) {}

    /** Why the node has changed the connection. */
    enum Cause {
        /** The member answered nothing for a while, or only errors. */
        SILENCE,
        /** The connection was lost, or could not be made. */
        DISCONNECTED,
        /** The member turned out to be of another installation. */
        STRANGER,
        /** The member that the node prefers is well again. */
        FAILBACK
    }
}
