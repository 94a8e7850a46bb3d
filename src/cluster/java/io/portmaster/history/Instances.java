package io.portmaster.history;

import io.portmaster.cluster.Crowd;
import java.time.Duration;
import java.util.List;

/** Many instances at once, some of which ask HAProxy and some the nodes. */
public final class Instances implements AutoCloseable {
    /** Enough instances that some can ask while all others wait for answers. */
    private static final int COUNT = 48;

    /** The pause of an instance between two requests: all instances together make 200 requests a second. */
    private static final Duration THINK = Duration.ofMillis(1000 * COUNT / 200);

    private static final int APPETITE = 6;

    private final Crowd crowd;

    private Instances(Crowd crowd) {
        this.crowd = crowd;
    }

    /** @param mixture which instances there are */
    public static Instances start(
            List<AccessPoint> haproxy, List<AccessPoint> nodes, Journal journal, long seed, Mixture mixture) {
        InstanceBehaviour behaviour = new InstanceBehaviour(APPETITE, THINK, true);
        List<Actor> actors = mixture.actors(
                COUNT, number -> number / 6 % 2 == 0 ? haproxy : nodes, journal, seed, behaviour);
        return new Instances(Crowd.repeating(COUNT, number -> actors.get(number).act()));
    }

    /** Waits until each instance has finished what it does now, and stops them. */
    public void dismiss() {
        crowd.dismiss();
    }

    @Override
    public void close() {
        crowd.close();
    }
}
