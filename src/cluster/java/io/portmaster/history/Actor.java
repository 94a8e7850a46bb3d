package io.portmaster.history;

/** A virtual instance that one thread plays. */
public interface Actor {
    /** Waits for the time that the instance thinks, and does one thing. */
    void act();
}
