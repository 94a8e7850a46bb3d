package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Which instances use a service together. */
public enum Mixture {
    /** Instances that know what each release knows. */
    PLAIN,
    /** Half of the instances use leases, groups, former names and rejections as busy. */
    ALL_KINDS;

    /**
     * The instances. They know each other's names.
     *
     * @param entries any of which the instance of a number asks
     * @param seed what chance decides follows from it and from an instance's number
     */
    public List<Actor> actors(
            int count, IntFunction<List<AccessPoint>> entries, Journal journal, long seed, InstanceBehaviour behaviour) {
        RecentNames names = new RecentNames();
        List<Actor> actors = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Requester requester = new Requester(number, entries.apply(number), journal, new Random(seed + number));
            actors.add(
                    switch (this == PLAIN ? 0 : number % 6) {
                        case 1 -> new LeaseInstance(requester, names, behaviour);
                        case 3 -> new GroupInstance(requester, names, behaviour);
                        case 5 -> new ReturningInstance(requester, names, behaviour);
                        default -> new Instance(requester, names, behaviour);
                    });
        }
        return actors;
    }
}
