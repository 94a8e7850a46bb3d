package io.portmaster.allocation;

/** How new what a read shows must be. */
public enum Freshness {
    /** It shows every change acknowledged before the read began. */
    LINEARIZABLE,
    /** It shows what is in memory, at once, even while the store is out of reach. */
    STALE
}
