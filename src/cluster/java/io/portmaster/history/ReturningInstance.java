package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A virtual service instance that releases its ports and comes back under the same names. Its host uses some of the ports that it is
 * offered, so that it rejects them as busy, and asks for the next one now and then.
 */
final class ReturningInstance implements Actor {
    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();
    private final List<String> former = new ArrayList<>();

    private record Offered(String name, int port, String secret) {}

    /** @param names that all instances know of */
    ReturningInstance(Requester requester, RecentNames names, InstanceBehaviour behaviour) {
        this.requester = requester;
        this.names = names;
        this.behaviour = behaviour;
    }

    @Override
    public void act() {
        requester.think(behaviour.think());
        if (!offers.isEmpty()) {
            decide(requester.takeAny(offers));
        } else if (allocations.size() < behaviour.appetite()
                && requester.random().nextInt(3) > 0) {
            claim();
        } else if (!allocations.isEmpty()) {
            release(requester.takeAny(allocations));
        }
    }

    private void claim() {
        boolean comesBack = !former.isEmpty() && requester.random().nextInt(3) > 0;
        String name = comesBack ? requester.takeAny(former) : requester.freshName();
        boolean atOnce = requester.random().nextInt(3) == 0;
        Exchange told = requester.insist(new Request.Offer(name, atOnce, requester.key()));
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            if (atOnce) {
                allocations.add(name);
            } else if (told.secret() != null) {
                offers.add(new Offered(name, granted.holding().port(), told.secret()));
            }
        }
    }

    private void decide(Offered offer) {
        int dice = requester.random().nextInt(6);
        if (dice == 0 && behaviour.forgets()) {
            return; // the offer is left to its lease
        } else if (dice <= 2) {
            rejectBusy(offer);
            return;
        }
        Exchange told = requester.insist(new Request.Accept(offer.name(), offer.port(), offer.secret()));
        if (told.isUnserved()) {
            offers.add(offer); // another time
        } else if (told.answer() instanceof Answer.Granted) {
            allocations.add(offer.name());
        }
    }

    private void rejectBusy(Offered offer) {
        boolean next = requester.random().nextBoolean();
        Exchange told =
                requester.insist(new Request.RejectBusy(offer.name(), offer.port(), offer.secret(), next));
        if (told.answer() instanceof Answer.Granted granted) {
            offers.add(new Offered(offer.name(), granted.holding().port(), offer.secret()));
        } else if (told.answer() instanceof Answer.Gone) {
            former.add(offer.name());
        } else if (told.isUnserved() || told.isNo("range-exhausted")) {
            offers.add(offer); // nothing has changed
        }
    }

    private void release(String name) {
        if (requester.insist(new Request.Release(name)).isUnserved()) {
            allocations.add(name); // another time
        } else {
            former.add(name);
        }
    }
}
