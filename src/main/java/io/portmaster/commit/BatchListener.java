package io.portmaster.commit;

/** Receives every batch for metrics, on the loop. No decision depends on it. */
public interface BatchListener {
    /** A batch of that many mutations goes to the store. */
    void sent(int mutations);

    /**
     * A mutation of a batch has an outcome. One that is sent again, after the store refused its batch, gets another one. One that
     * others of its child kept back has none before it was sent again.
     */
    void answered(Mutation mutation, Outcome outcome);

    /** A listener that does nothing. */
    BatchListener NONE = new BatchListener() {
        @Override
        public void sent(int mutations) {}

        @Override
        public void answered(Mutation mutation, Outcome outcome) {}
    };
}
