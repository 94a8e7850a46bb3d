package io.portmaster.exec;

/** The command can't be run. The message says why, and what to do. */
public final class ExecException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Which exit status it becomes. */
    public enum Reason {
        /** The command is there, and the system doesn't run it. */
        NOT_EXECUTABLE,
        /** There is no such command. */
        NOT_FOUND,
        /** Another process on this host is the instance. */
        IN_USE
    }

    ExecException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
