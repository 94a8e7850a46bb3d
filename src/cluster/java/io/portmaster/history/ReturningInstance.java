package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service instance that releases its ports and comes back under the same names. Now and then it asks for a port that it knows
 * by its number. Its host uses some of the ports that it is offered, so that it rejects them as busy, and asks for the next one now and
 * then.
 */
final class ReturningInstance implements Actor {
    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<Offered> offers = new ArrayList<>();
    private final List<Had> allocations = new ArrayList<>();
    private final List<Had> former = new ArrayList<>();

    private record Offered(String name, int port, String secret) {}

    private record Had(String name, int port) {}

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
        Random random = requester.random();
        boolean comesBack = !former.isEmpty() && random.nextInt(3) > 0;
        Request.Wanted wanted = wanted();
        Had had = comesBack ? requester.takeAny(former) : null;
        String name = had == null ? requester.freshName() : had.name();
        boolean atOnce = random.nextInt(3) == 0;
        Exchange told = requester.insist(new Request.Offer(name, atOnce, requester.key(), 0, wanted));
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            int port = granted.holding().port();
            if (atOnce) {
                allocations.add(new Had(name, port));
            } else if (told.secret() != null) {
                offers.add(new Offered(name, port, told.secret()));
            }
        } else if (had != null && told.isNo("port-taken")) {
            former.add(had);
        }
    }

    /** A port that one of the names had, so that it may cool for that name or be somebody else's; null for any port. */
    private Request.@Nullable Wanted wanted() {
        Random random = requester.random();
        return former.isEmpty() || random.nextInt(3) > 0
                ? null
                : new Request.Wanted(former.get(random.nextInt(former.size())).port(), random.nextBoolean());
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
            allocations.add(new Had(offer.name(), offer.port()));
        }
    }

    private void rejectBusy(Offered offer) {
        boolean next = requester.random().nextBoolean();
        Exchange told =
                requester.insist(new Request.RejectBusy(offer.name(), offer.port(), offer.secret(), next));
        // After any other answer an earlier attempt may have changed the port: the offer is left to its lease.
        if (told.answer() instanceof Answer.Granted granted) {
            offers.add(new Offered(offer.name(), granted.holding().port(), offer.secret()));
        } else if (told.answer() instanceof Answer.Gone) {
            former.add(new Had(offer.name(), offer.port()));
        }
    }

    private void release(Had allocation) {
        if (requester.insist(new Request.Release(allocation.name())).isUnserved()) {
            allocations.add(allocation); // another time
        } else {
            former.add(allocation);
        }
    }
}
