package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service instance whose allocations are on a lease. It renews the lease for a while, and then stops, or ends the lease.
 * By its own clock it knows when it has to stop using its ports. With a new lease it comes back under its former names.
 */
final class LeaseInstance implements Actor {
    private static final int TTL = 5;
    private static final int LINGER = 5;

    /** A third of instances stops renewing after so many renewals at most. */
    private static final int RENEWALS = 4;

    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<String> allocations = new ArrayList<>();
    private final List<String> former = new ArrayList<>();
    private Answer.@Nullable Leased lease;

    /** When the last renewal was sent that was acknowledged. */
    private long renewed;

    /** How often it will renew the lease yet. */
    private int renewals;

    /** @param names that all instances know of */
    LeaseInstance(Requester requester, RecentNames names, InstanceBehaviour behaviour) {
        this.requester = requester;
        this.names = names;
        this.behaviour = behaviour;
    }

    @Override
    public void act() {
        requester.think(behaviour.think());
        Answer.Leased current = lease;
        if (current == null) {
            begin();
            return;
        }
        long age = System.nanoTime() - renewed;
        long ttl = current.ttl() * 1_000_000_000L;
        if (age > ttl) {
            leave();
        } else if (age > ttl / 3 && renewals > 0) {
            renew(current);
        } else {
            use(current);
        }
    }

    private void begin() {
        Exchange told = requester.ask(new Request.CreateLease(TTL, LINGER));
        if (told.answer() instanceof Answer.Leased made) {
            lease = made;
            renewed = told.asked();
            renewals = requester.random().nextInt(3) == 0 ? requester.random().nextInt(RENEWALS) : Integer.MAX_VALUE;
        }
    }

    private void renew(Answer.Leased current) {
        Exchange told = requester.ask(new Request.RenewLease(current.lease()));
        if (told.isYes()) {
            renewed = told.asked();
            renewals--;
        } else if (told.isNo("lease-not-found")) {
            leave();
        }
    }

    private void use(Answer.Leased current) {
        int dice = requester.random().nextInt(1_000);
        if (allocations.size() < behaviour.appetite() && dice < 600) {
            claim(current.lease());
        } else if (!allocations.isEmpty() && dice < 850) {
            release(requester.takeAny(allocations));
        } else if (dice >= 995) {
            requester.insist(new Request.EndLease(current.lease()));
            leave();
        }
    }

    private void leave() {
        lease = null;
        former.addAll(allocations);
        allocations.clear();
    }

    private void claim(long onto) {
        boolean comesBack = !former.isEmpty() && requester.random().nextBoolean();
        String name = comesBack ? requester.takeAny(former) : requester.freshName();
        boolean atOnce = requester.random().nextBoolean();
        Exchange told = requester.insist(new Request.Offer(name, atOnce, requester.key(), atOnce ? onto : 0));
        if (told.answer() instanceof Answer.Granted granted && !atOnce && told.secret() != null) {
            told = requester.insist(
                    new Request.Accept(name, granted.holding().port(), told.secret(), onto));
        }
        if (told.answer() instanceof Answer.Granted) {
            names.add(name);
            allocations.add(name);
        } else if (told.isNo("name-taken")) {
            former.add(name); // its former lease has not ended yet
        }
    }

    private void release(String name) {
        Exchange told = requester.insist(new Request.Release(name));
        if (told.isUnserved()) {
            allocations.add(name); // another time
        } else {
            former.add(name);
        }
    }
}
