package io.portmaster.commit;

import java.time.Duration;

/** Hears of a store's troubles and detours, on the loop. For those who count; nothing that is decided depends on it. */
public interface StoreListener {
    /** The registry was filled anew from a list of all records, other than at the start. */
    void relisted();

    /** An outcome is unknown, and the fence that settles it is on its way up. */
    void fenceRaised();

    /** What the node is connected to has changed. */
    void reconnected(Cause cause);

    /** The registry has caught up with a read, that long after the read was sent. */
    void caughtUp(Duration took);

    /** That many records are there now which can't be read. */
    void unreadable(int records);

    /** Why a store's client gives way to another. */
    enum Cause {
        /** Its member answered nothing for a while, or nothing but errors. */
        SILENCE,
        /** Its connection was lost, or none came about. */
        DISCONNECTED,
        /** It turned out to be of another installation. */
        STRANGER,
        /** The member that the node prefers is well again. */
        HOMECOMING
    }

    /** Nobody who counts. */
    StoreListener NONE = new StoreListener() {
        @Override
        public void relisted() {}

        @Override
        public void fenceRaised() {}

        @Override
        public void reconnected(Cause cause) {}

        @Override
        public void caughtUp(Duration took) {}

        @Override
        public void unreadable(int records) {}
    };
}
