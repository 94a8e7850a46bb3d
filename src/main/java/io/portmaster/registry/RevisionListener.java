package io.portmaster.registry;

/** Receives the registry's progress, on the loop, after it happened. */
public interface RevisionListener {
    /** The registry now has all changes up to this revision. */
    void advanced(long revision);

    /** The registry was filled anew. If it is not loaded, the store was restored, and all earlier records mean nothing. */
    void replaced();
}
