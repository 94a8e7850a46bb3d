package io.portmaster.exec;

/** The command and all that it has started, as far as it stays in its process group. */
interface ProcessGroup {
    /** Sends a signal to every process of the group. Nothing happens if all have ended. */
    void send(Signal signal);
}
