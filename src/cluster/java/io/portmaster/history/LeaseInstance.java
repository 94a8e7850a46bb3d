package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service instance whose allocations are on a lease. It renews the lease for a while, and then stops, or ends the lease.
 * By its own clock it knows when it has to stop using its ports. With a new lease it comes back under its former names. Some of its
 * allocations it takes off the lease and puts back, and now and then it moves to another lease with what it can take along.
 */
final class LeaseInstance implements Actor {
    private static final int TTL = 5;
    private static final int LINGER = 5;

    /** A third of instances stops renewing after so many renewals at most. */
    private static final int RENEWALS = 4;

    private final Requester requester;
    private final RecentNames names;
    private final InstanceBehaviour behaviour;
    private final List<Held> allocations = new ArrayList<>();

    /** Allocations that are on no lease. */
    private final List<Held> loose = new ArrayList<>();

    private final List<String> former = new ArrayList<>();
    private Answer.@Nullable Leased lease;

    /** When the last renewal was sent that was acknowledged. */
    private long renewed;

    /** How often it will renew the lease yet. */
    private int renewals;

    /**
     * An allocation.
     *
     * @param secret that it was accepted with; null if it was accepted at once: then it stays where it is
     * @param revision of its record
     */
    private record Held(String name, int port, @Nullable String secret, long revision) {}

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
        } else if (!loose.isEmpty() && dice < 900) {
            move(requester.takeAny(loose), current.lease(), allocations);
        } else if (!allocations.isEmpty() && dice < 960) {
            move(requester.takeAny(allocations), 0, loose);
        } else if (dice >= 995) {
            requester.insist(new Request.EndLease(current.lease()));
            leave();
        } else if (dice >= 985) {
            migrate(current);
        }
    }

    private void leave() {
        lease = null;
        allocations.forEach(held -> former.add(held.name()));
        allocations.clear();
    }

    /** Moves an allocation to a lease, or off its lease. If the instance isn't told that it has moved, it releases it. */
    private void move(Held held, long onto, List<Held> moved) {
        Exchange told = held.secret() == null
                ? null
                : requester.insist(
                        new Request.Move(held.name(), held.port(), held.secret(), held.revision(), onto));
        if (told != null && told.answer() instanceof Answer.Granted granted) {
            moved.add(new Held(held.name(), held.port(), held.secret(), granted.revision()));
        } else {
            release(held);
        }
    }

    /** Makes another lease, moves there what can be moved, and ends the former one. */
    private void migrate(Answer.Leased from) {
        List<Held> movable =
                allocations.stream().filter(held -> held.secret() != null).toList();
        begin();
        Answer.Leased to = lease;
        if (to == null || to.lease() == from.lease()) {
            return; // nobody has made one
        }
        allocations.removeAll(movable);
        allocations.forEach(held -> former.add(held.name()));
        allocations.clear();
        movable.forEach(held -> move(held, to.lease(), allocations));
        requester.insist(new Request.EndLease(from.lease()));
    }

    private void claim(long onto) {
        boolean comesBack = !former.isEmpty() && requester.random().nextBoolean();
        String name = comesBack ? requester.takeAny(former) : requester.freshName();
        boolean atOnce = requester.random().nextBoolean();
        Exchange told = requester.insist(new Request.Offer(name, atOnce, requester.key(), atOnce ? onto : 0));
        String secret = told.secret();
        if (told.answer() instanceof Answer.Granted granted && !atOnce && secret != null) {
            told = requester.insist(
                    new Request.Accept(name, granted.holding().port(), secret, onto));
        }
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            allocations.add(new Held(name, granted.holding().port(), secret, granted.revision()));
        } else if (told.isNo("name-taken")) {
            former.add(name); // its former lease has not ended yet
        }
    }

    private void release(Held held) {
        Exchange told = requester.insist(new Request.Release(held.name()));
        if (told.isUnserved()) {
            allocations.add(held); // another time
        } else {
            former.add(held.name());
        }
    }
}
