package io.portmaster.commit;

import java.time.Duration;

/** Receives a store's events for metrics, on the loop. No decision depends on it. Each event does nothing unless it is overridden. */
public interface StoreListener {
    /** A listener that does nothing. */
    StoreListener NONE = new StoreListener() {};

    /** The registry was filled anew from a list of all records, other than at the start. */
    default void relisted() {}

    /** An outcome is unknown, and the fence that settles it is on its way up. */
    default void fenceRaised() {}

    /** The node uses another connection to the store than before. */
    default void reconnected(Cause cause) {}

    /** The registry has caught up with a read, that long after the read was sent. */
    default void barrier(Duration took) {}

    /** That many records are there now which can't be read. */
    default void unreadable(int records) {}

    /** That many records are there now which can be read, and which only a newer release can change. */
    default void newer(int records) {}

    /** Why a store's client gives way to another. */
    enum Cause {
        /** Its member answered nothing for a while, or nothing but errors. */
        SILENCE,
        /** Its connection was lost, or none came about. */
        DISCONNECTED,
        /** It turned out to be of another installation. */
        STRANGER,
        /** The member that the node prefers is well again. */
        FAILBACK
    }
}
