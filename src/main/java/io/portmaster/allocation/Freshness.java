package io.portmaster.allocation;

/** How new the records of a read must be. */
public enum Freshness {
    /** The read shows every change that was acknowledged before it began. */
    LINEARIZABLE,
    /** The read shows what is in memory, at once, even while the store is out of reach. */
    STALE
}
