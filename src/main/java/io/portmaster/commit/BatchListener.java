package io.portmaster.commit;

/** Receives every batch for metrics, on the loop. No decision depends on it. */
public interface BatchListener {
    /** A batch of so many mutations goes to the store. */
    void sent(int mutations);

    /** What became of one of them. One that is sent again because the store refused its batch is heard of once more; one that
     * was kept back by others is heard of only when its own outcome is known. */
    void answered(Mutation mutation, Outcome outcome);

    /** A listener that does nothing. */
    BatchListener NONE = new BatchListener() {
        @Override
        public void sent(int mutations) {}

        @Override
        public void answered(Mutation mutation, Outcome outcome) {}
    };
}
