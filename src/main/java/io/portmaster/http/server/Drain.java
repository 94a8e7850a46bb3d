package io.portmaster.http.server;

/** Whether this node is shutting down. Shared by all event loops. */
public final class Drain {
    private volatile boolean begun;

    /**
     * From now on the node calls itself not ready, and every answer asks its client to open its next connection elsewhere.
     * It goes on serving.
     */
    public void begin() {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }
}
