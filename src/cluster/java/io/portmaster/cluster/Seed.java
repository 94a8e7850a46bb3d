package io.portmaster.cluster;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Where a test's randomness comes from, so that a failure can be looked for again. */
final class Seed {
    private static final String PROPERTY = "portmaster.test.seed";

    private final long value =
            Long.getLong(PROPERTY, ThreadLocalRandom.current().nextLong());

    /** Prints itself. */
    Seed() {
        System.out.println("-D" + PROPERTY + "=" + value);
    }

    /** From which all follows. */
    long value() {
        return value;
    }

    /** A source for one of the test's threads: threads that shared one would not repeat themselves. */
    Random random(int thread) {
        return new Random(value + thread);
    }
}
