package io.portmaster.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A virtual service instance that asks for several ports at once, for neighbours now and then, and releases them one by one. Its host
 * uses some of the ports that it is offered, so that it asks for others in their place.
 */
final class GroupInstance implements Actor {
    private static final int MOST_NAMES = 8;

    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();

    private record Offered(List<HeldPort> ports, String secret, boolean consecutive) {}

    /** @param names that all instances know of */
    GroupInstance(Requester requester, RecentNames names, InstanceBehaviour behaviour) {
        this.requester = requester;
        this.names = names;
        this.behaviour = behaviour;
    }

    @Override
    public void act() {
        requester.think(behaviour.think());
        if (!offers.isEmpty()) {
            decide(requester.takeAny(offers));
        } else if (allocations.size() < MOST_NAMES && requester.random().nextBoolean()) {
            claim();
        } else if (!allocations.isEmpty()) {
            release(requester.takeAny(allocations));
        }
    }

    private void claim() {
        int size = 1 + requester.random().nextInt(MOST_NAMES);
        List<String> wanted = Stream.generate(requester::freshName).limit(size).toList();
        boolean consecutive = requester.random().nextInt(3) == 0;
        Exchange told = requester.insist(new Request.OfferAll(wanted, consecutive, requester.key()));
        if (told.answer() instanceof Answer.GrantedAll granted && told.secret() != null) {
            offers.add(new Offered(granted.holdings(), told.secret(), consecutive));
        }
    }

    private void decide(Offered offer) {
        int dice = requester.random().nextInt(8);
        if (dice == 0 && behaviour.forgets()) {
            return; // the offers are left to their lease
        } else if (dice == 7 && !offer.consecutive()) {
            next(offer);
            return;
        }
        Exchange told = requester.insist(
                dice <= 2
                        ? new Request.RejectAll(offer.ports(), offer.secret())
                        : new Request.AcceptAll(offer.ports(), offer.secret(), 0));
        if (told.isUnserved()) {
            offers.add(offer); // another time
        } else if (told.answer() instanceof Answer.GrantedAll granted) {
            granted.holdings().forEach(holding -> {
                names.add(holding.name());
                allocations.add(holding.name());
            });
        }
    }

    private void next(Offered offer) {
        List<Integer> busy = new ArrayList<>(offer.ports().stream().map(HeldPort::port).toList());
        Collections.shuffle(busy, requester.random());
        List<Integer> some = List.copyOf(busy.subList(0, 1 + requester.random().nextInt(busy.size())));
        Exchange told = requester.insist(new Request.NextAll(offer.ports(), some, offer.secret()));
        // After any other answer an earlier attempt may have changed the ports: the offers are left to their lease.
        if (told.answer() instanceof Answer.GrantedAll granted) {
            offers.add(new Offered(granted.holdings(), offer.secret(), false));
        }
    }

    private void release(String name) {
        if (requester.insist(new Request.Release(name)).isUnserved()) {
            allocations.add(name); // another time
        }
    }
}
