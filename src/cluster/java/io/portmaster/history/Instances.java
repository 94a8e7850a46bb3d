package io.portmaster.history;

import io.portmaster.cluster.Crowd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Many instances at once, some of which ask HAProxy and some the nodes. */
public final class Instances implements AutoCloseable {
    /** So many that some are free to ask while all others wait for answers. */
    private static final int COUNT = 48;

    /** Makes for 200 requests a second in all. */
    private static final Duration THINK = Duration.ofMillis(1000 * COUNT / 200);

    private static final int APPETITE = 6;

    private final Crowd crowd;

    private Instances(Crowd crowd) {
        this.crowd = crowd;
    }

    public static Instances start(List<AccessPoint> haproxy, List<AccessPoint> nodes, Journal journal, long seed) {
        RecentNames names = new RecentNames();
        List<Instance> instances = new ArrayList<>();
        for (int number = 0; number < COUNT; number++) {
            instances.add(new Instance(
                    number,
                    number % 2 == 0 ? haproxy : nodes,
                    journal,
                    names,
                    new Random(seed + number),
                    new Habits(APPETITE, THINK, true)));
        }
        return new Instances(
                Crowd.repeating(COUNT, number -> instances.get(number).act()));
    }

    /** Lets each finish what it is at, and waits for that. */
    public void dismiss() {
        crowd.dismiss();
    }

    @Override
    public void close() {
        crowd.close();
    }
}
