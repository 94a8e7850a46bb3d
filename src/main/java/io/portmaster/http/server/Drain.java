package io.portmaster.http.server;

/** Whether this node is shutting down. Shared by all event loops. */
public final class Drain {
    private volatile boolean begun;

    /**
     * Begins the drain. From now on {@code /readyz} answers 503, and every answer closes its connection, so that clients connect
     * elsewhere. The node goes on serving.
     */
    public void begin() {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }
}
