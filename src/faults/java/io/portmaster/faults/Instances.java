package io.portmaster.faults;

import io.portmaster.cluster.Crowd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Many instances at once, some of which ask HAProxy and some the nodes. */
final class Instances implements AutoCloseable {
    /** So many that some are free to ask while all others wait for answers. */
    private static final int COUNT = 48;

    private static final int REQUESTS_PER_SECOND = 200;

    private final Crowd crowd;

    private Instances(Crowd crowd) {
        this.crowd = crowd;
    }

    static Instances start(List<Entry> haproxy, List<Entry> nodes, Journal journal, long seed) {
        Names names = new Names();
        List<Instance> instances = new ArrayList<>();
        for (int number = 0; number < COUNT; number++) {
            instances.add(new Instance(
                    number,
                    number % 2 == 0 ? haproxy : nodes,
                    journal,
                    names,
                    new Random(seed + number),
                    1000.0 * COUNT / REQUESTS_PER_SECOND));
        }
        return new Instances(
                Crowd.repeating(COUNT, number -> instances.get(number).act()));
    }

    /** Lets each finish what it is at, and waits for that. */
    void dismiss() {
        crowd.dismiss();
    }

    @Override
    public void close() {
        crowd.close();
    }
}
