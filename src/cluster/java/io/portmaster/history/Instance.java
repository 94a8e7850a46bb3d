package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A virtual service instance. It gets ports under names of its own, accepts some, rejects some, forgets some, and releases in
 * the end what it has. Between these it looks up its own and others' ports. The journal keeps all exchanges.
 */
public final class Instance implements Actor {
    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();

    private record Offered(String name, int port, String secret) {}

    /** @param names that all instances know of */
    Instance(Requester requester, RecentNames names, InstanceBehaviour behaviour) {
        this.requester = requester;
        this.names = names;
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
            instances.add(new Instance(
                    new Requester(number, entries, journal, new Random(seed + number)), names, behaviour));
        }
        return instances;
    }

    @Override
    public void act() {
        requester.think(behaviour.think());
        Random random = requester.random();
        int dice = random.nextInt(100);
        if (dice < 20) {
            requester.insist(new Request.Find(names.any(random, requester.firstName())));
        } else if (dice < 25) {
            requester.ask(new Request.List(random.nextBoolean() ? HeldPort.State.OFFERED : HeldPort.State.ALLOCATED));
        } else if (offers.size() + allocations.size() < behaviour.appetite() && dice < 60) {
            claim();
        } else if (!offers.isEmpty()) {
            decide(requester.takeAny(offers));
        } else if (!allocations.isEmpty()) {
            release(requester.takeAny(allocations));
        } else {
            claim();
        }
    }

    private void claim() {
        String name = requester.freshName();
        boolean acceptAtOnce = requester.random().nextInt(4) == 0;
        String key = requester.random().nextBoolean() ? requester.key() : null;
        Request request = new Request.Offer(name, acceptAtOnce, key);
        Exchange told = key == null ? requester.ask(request) : requester.insist(request);
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            if (told.secret() != null) {
                offers.add(new Offered(name, granted.holding().port(), told.secret()));
            } else {
                allocations.add(name);
            }
        }
    }

    private void decide(Offered offer) {
        int dice = requester.random().nextInt(8);
        if (dice == 0 && behaviour.forgets()) {
            return; // the offer is left to its lease
        }
        boolean rejects = dice <= 2;
        Exchange told = requester.insist(
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
        Answer answer = requester.insist(new Request.Release(name)).answer();
        if (answer instanceof Answer.Refused refused && !refused.code().equals("port-not-found")) {
            allocations.add(name); // another time
        }
    }
}
