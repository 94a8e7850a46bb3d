package io.portmaster.history;

import io.portmaster.cluster.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A virtual service instance. It gets ports under names of its own, accepts some, rejects some, forgets some, and releases in
 * the end what it has. Between these it looks up its own and others' ports. The journal keeps all exchanges.
 */
public final class Instance {
    private static final int ATTEMPTS = 3;

    /** How long an instance waits if nobody serves it, or if it would do nothing but ask. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private final int number;
    private final List<AccessPoint> entries;
    private final Journal journal;
    private final RecentNames names;
    private final Random random;
    private final InstanceBehaviour behaviour;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();
    private int claims;

    private record Offered(String name, int port, String secret) {}

    /**
     * @param entries any of which it asks
     * @param names that all instances know of
     */
    Instance(int number, List<AccessPoint> entries, Journal journal, RecentNames names, Random random, InstanceBehaviour behaviour) {
        this.number = number;
        this.entries = entries;
        this.journal = journal;
        this.names = names;
        this.random = random;
        this.behaviour = behaviour;
    }

    /**
     * Several instances with names of their own. They know each other's names.
     *
     * @param entries any of which they ask
     * @param seed what chance decides follows from it and from an instance's number
     */
    public static List<Instance> several(
            int count, List<AccessPoint> entries, Journal journal, long seed, InstanceBehaviour behaviour) {
        RecentNames names = new RecentNames();
        List<Instance> instances = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            instances.add(new Instance(number, entries, journal, names, new Random(seed + number), behaviour));
        }
        return instances;
    }

    /** Waits for the time that it thinks, and does one thing. */
    public void act() {
        Await.pass(Duration.ofNanos(
                (long) (-Math.log(1 - random.nextDouble()) * behaviour.think().toNanos())));
        int dice = random.nextInt(100);
        if (dice < 20) {
            insist(new Request.Find(names.any(random, nameOf(0))));
        } else if (dice < 25) {
            ask(new Request.List(random.nextBoolean() ? HeldPort.State.OFFERED : HeldPort.State.ALLOCATED));
        } else if (offers.size() + allocations.size() < behaviour.appetite() && dice < 60) {
            claim();
        } else if (!offers.isEmpty()) {
            decide(offers.remove(random.nextInt(offers.size())));
        } else if (!allocations.isEmpty()) {
            release(allocations.remove(random.nextInt(allocations.size())));
        } else {
            claim();
        }
    }

    private void claim() {
        String name = nameOf(claims++);
        boolean acceptAtOnce = random.nextInt(4) == 0;
        String key = random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()).toString() : null;
        Request request = new Request.Offer(name, acceptAtOnce, key);
        Exchange told = key == null ? ask(request) : insist(request);
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            if (told.secret() != null) {
                offers.add(new Offered(name, granted.holding().port(), told.secret()));
            } else {
                allocations.add(name);
            }
        }
    }

    private String nameOf(int claim) {
        return InstanceNames.name(number, claim);
    }

    private void decide(Offered offer) {
        int dice = random.nextInt(8);
        if (dice == 0 && behaviour.forgets()) {
            return; // the offer is left to its lease
        }
        boolean rejects = dice <= 2;
        Exchange told = insist(
                rejects
                        ? new Request.Reject(offer.name(), offer.port(), offer.secret())
                        : new Request.Accept(offer.name(), offer.port(), offer.secret()));
        if (told.isUnserved()) {
            offers.add(offer); // another time
        } else if (told.answer() instanceof Answer.Granted) {
            allocations.add(offer.name());
            names.add(offer.name());
        }
    }

    private void release(String name) {
        Answer answer = insist(new Request.Release(name)).answer();
        if (answer instanceof Answer.Refused refused && !refused.code().equals("port-not-found")) {
            allocations.add(name); // another time
        }
    }

    /** Asks the same again until it is told the result. */
    private Exchange insist(Request request) {
        Exchange told = ask(request);
        for (int attempt = 1; attempt < ATTEMPTS && told.isUnknown(); attempt++) {
            told = ask(request);
        }
        return told;
    }

    private Exchange ask(Request request) {
        Exchange told = journal.ask(number, entries.get(random.nextInt(entries.size())), request);
        if (told.isUnserved()) {
            Await.pass(BREATH);
        }
        return told;
    }
}
