package io.portmaster.bench;

/** One client. It does one op at a time. */
interface Worker {
    /** Begins an op. The former op must be over. */
    void begin(Progress progress);

    /** A listener to a worker's op. Its calls come one after the other, on any thread. */
    interface Progress {
        /** The measured part of the op has ended. {@link #over} follows. */
        void answered();

        /** The worker is free for the next op. */
        void over();

        /** The op has failed. No call follows, and the round is worthless. */
        void failed(Throwable why);
    }
}
