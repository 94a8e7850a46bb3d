package io.portmaster.bench;

/** One client: does the same thing again and again, one at a time. */
interface Worker {
    /** Begins an op. The one before must be over. */
    void begin(Progress progress);

    /** What a worker tells of its op; one call comes after the other, on whatever thread. */
    interface Progress {
        /** What is measured of the op has ended; {@link #over} follows. */
        void answered();

        /** The worker is free for the next op. */
        void over();

        /** The op went otherwise than it should have. Nothing follows: the round is worthless. */
        void failed(Throwable why);
    }
}
