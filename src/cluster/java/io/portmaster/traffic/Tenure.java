package io.portmaster.traffic;

/** A port that a client was given, from its offer to its end. The client's thread changes it. */
final class Tenure {
    private final String name;
    private final int port;
    private final long revision;
    private final long answered;
    private boolean accepted;
    private long heldUntil = Moment.NEVER;
    private long keptUntil = Long.MIN_VALUE;
    private boolean busy;

    /**
     * @param revision of etcd at which the port was given
     * @param answered when the client knew
     */
    Tenure(String name, int port, long revision, long answered) {
        this.name = name;
        this.port = port;
        this.revision = revision;
        this.answered = answered;
    }

    void accept() {
        accepted = true;
    }

    /**
     * Ends the tenure.
     *
     * @param held until when the port surely was this name's
     * @param kept until when no other name may have the port
     */
    void end(long held, long kept) {
        heldUntil = held;
        keptUntil = kept;
    }

    /** Ends the tenure of a busy port, which nobody may have until that moment. */
    void endAsBusy(long held, long kept) {
        end(held, kept);
        busy = true;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long revision() {
        return revision;
    }

    long answered() {
        return answered;
    }

    boolean isAccepted() {
        return accepted;
    }

    long heldUntil() {
        return heldUntil;
    }

    long keptUntil() {
        return keptUntil;
    }

    /** Whether the name itself may not have the port back either. */
    boolean isBusy() {
        return busy;
    }

    @Override
    public String toString() {
        return port + " of " + name + " at revision " + revision + " (known at " + answered + ", held until " + heldUntil
                + ", kept until " + keptUntil + (accepted ? ", accepted" : "") + (busy ? ", busy" : "") + ")";
    }
}
