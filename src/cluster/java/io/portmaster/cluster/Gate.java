package io.portmaster.cluster;

import java.io.IOException;

/** A gate for threads. They pass while it is open, and wait while it is shut. */
final class Gate {
    private boolean open = true;

    synchronized void open() {
        open = true;
        notifyAll();
    }

    synchronized void shut() {
        open = false;
    }

    synchronized void pass() throws IOException {
        while (!open) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
