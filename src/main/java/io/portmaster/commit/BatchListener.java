package io.portmaster.commit;

/** Receives every batch for metrics, on the loop. No decision depends on it. */
public interface BatchListener {
    /** The batcher sends a batch with this number of mutations. */
    void sent(int mutations);

    /**
     * A mutation has an outcome. If a mutation is sent again because the store refused its whole batch, each sending is
     * reported. If it was {@linkplain #keptBack kept back}, only the last sending is.
     */
    void answered(Mutation mutation, Outcome outcome);

    /** The store has kept a mutation back: another one of its child conflicted. The batcher sends it again. */
    void keptBack(Mutation mutation);

    /** A listener that does nothing. */
    BatchListener NONE = new BatchListener() {
        @Override
        public void sent(int mutations) {}

        @Override
        public void answered(Mutation mutation, Outcome outcome) {}

        @Override
        public void keptBack(Mutation mutation) {}
    };
}
