package io.portmaster.exec;

/** How a child's state has changed, as {@code waitpid} tells it. */
record ChildStatus(int raw) {
    private static final int SIGNAL_MASK = 0x7f;
    private static final int STOPPED = 0x7f;
    private static final int KILLED_BY_SIGNAL = 128;

    boolean isStopped() {
        return (raw & 0xff) == STOPPED;
    }

    /** The signal that has stopped it. */
    int stopSignal() {
        return high();
    }

    /** The status that a shell shows for the child's end: its own, or 128 and the signal's number. */
    int exitCode() {
        int signal = raw & SIGNAL_MASK;
        return signal == 0 ? high() : KILLED_BY_SIGNAL + signal;
    }

    private int high() {
        return (raw >> Byte.SIZE) & 0xff;
    }
}
