package io.portmaster.allocation;

/** Receives what becomes of clients' leases for metrics, on the loop. No decision depends on it. */
public interface LeaseListener {
    /** This node has created a lease. */
    void created();

    /** This node has ended a lease, because a client asked for that. */
    void deleted();

    /** A lease has ended by itself, as nobody renewed it. Every node sees that. */
    void expired();

    /** A renewal was answered. */
    void renewed(Renewal outcome);

    /** What a client was told of a renewal. */
    enum Renewal {
        RENEWED("renewed"),
        NOT_FOUND("not_found"),
        UNKNOWN("unknown"),
        NOT_APPLIED("not_applied");

        private final String label;

        Renewal(String label) {
            this.label = label;
        }

        /** The value of the metrics' label {@code outcome}. It never changes, since dashboards use it. */
        public String label() {
            return label;
        }
    }

    /** A listener that does nothing. */
    LeaseListener NONE = new LeaseListener() {
        @Override
        public void created() {}

        @Override
        public void deleted() {}

        @Override
        public void expired() {}

        @Override
        public void renewed(Renewal outcome) {}
    };
}
