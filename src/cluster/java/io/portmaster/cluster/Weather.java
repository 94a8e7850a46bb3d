package io.portmaster.cluster;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The delay of a network.
 *
 * @param least delay
 * @param most delay, evenly distributed from the least
 * @param loss how probable it is that a chunk is lost, which TCP makes up for by sending it again
 */
public record Weather(Duration least, Duration most, double loss) {
    public static final Weather FAIR = new Weather(Duration.ZERO, Duration.ZERO, 0);

    /** The shortest time after which Linux sends lost data again. The time doubles with each loss of the same data. */
    private static final Duration RETRANSMISSION = Duration.ofMillis(200);

    /** The delay of one chunk, in nanoseconds. */
    long delay() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long delay = least.toNanos()
                + (long) (random.nextDouble() * most.minus(least).toNanos());
        for (Duration wait = RETRANSMISSION; random.nextDouble() < loss; wait = wait.multipliedBy(2)) {
            delay += wait.toNanos();
        }
        return delay;
    }
}
