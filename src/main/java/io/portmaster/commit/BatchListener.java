package io.portmaster.commit;

/** Hears of every batch, on the loop. For those who count; nothing that is decided depends on it. */
public interface BatchListener {
    /** A batch of so many mutations goes to the store. */
    void sent(int mutations);

    /** What became of one of them. One that is sent again, after the store refused its batch, is heard of once more. */
    void answered(Mutation mutation, Outcome outcome);

    /** Nobody who counts. */
    BatchListener NONE = new BatchListener() {
        @Override
        public void sent(int mutations) {}

        @Override
        public void answered(Mutation mutation, Outcome outcome) {}
    };
}
