package io.portmaster.cluster;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The seed of a test's randomness. It is printed, so that a failure can be repeated. */
final class Seed {
    private static final String PROPERTY = "portmaster.test.seed";

    private final long value =
            Long.getLong(PROPERTY, ThreadLocalRandom.current().nextLong());

    /** Prints the seed. */
    Seed() {
        System.out.println("-D" + PROPERTY + "=" + value);
    }

    /** The seed's number. */
    long value() {
        return value;
    }

    /** A source of randomness for one thread. Threads that shared a source would not repeat a run. */
    Random random(int thread) {
        return new Random(value + thread);
    }
}
