package io.portmaster.registry;

/** Receives the registry's progress, on the loop, after it happened. */
public interface RevisionListener {
    /** All changes up to this revision are in. */
    void advanced(long revision);

    /** Everything is new; or, if the registry isn't loaded, all that was known is void. */
    void replaced();
}
