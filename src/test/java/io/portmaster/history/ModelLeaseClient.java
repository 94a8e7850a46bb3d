package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Holds ports on a lease that it renews for a while, one thing at a time. Some of them it takes off, or moves to its next lease. */
final class ModelLeaseClient {
    private static final int APPETITE = 5;
    private static final int ATTEMPTS = 3;
    private static final long SECOND = 1_000_000_000;

    private final int number;
    private final Simulation simulation;
    private final Random random;
    private final List<Held> allocations = new ArrayList<>();
    private final List<String> former = new ArrayList<>();
    private Answer.@Nullable Leased lease;
    private long renewed;
    private int renewals;
    private int claims;

    private record Held(String name, int port, String secret, long revision) {}

    ModelLeaseClient(int number, Simulation simulation, Random random) {
        this.number = number;
        this.simulation = simulation;
        this.random = random;
    }

    void act() {
        Answer.Leased current = lease;
        long age = simulation.now() - renewed;
        if (simulation.isOver()) {
            return;
        } else if (current == null) {
            begin();
        } else if (age > ModelLeases.TTL * SECOND) {
            leave();
            act();
        } else if (age > ModelLeases.TTL * SECOND / 3 && renewals > 0) {
            renew(current);
        } else if (allocations.size() < APPETITE && random.nextBoolean()) {
            claim(current.lease());
        } else if (!allocations.isEmpty()) {
            use(allocations.remove(random.nextInt(allocations.size())));
        } else {
            end(current);
        }
    }

    private void begin() {
        long asked = simulation.now();
        simulation.ask(number, new Request.CreateLease(ModelLeases.TTL, ModelLeases.LINGER), (answer, secret) -> {
            if (answer instanceof Answer.Leased made) {
                lease = made;
                renewed = asked;
                renewals = random.nextInt(6);
            }
            act();
        });
    }

    private void renew(Answer.Leased current) {
        long asked = simulation.now();
        simulation.ask(number, new Request.RenewLease(current.lease()), (answer, secret) -> {
            renewals--;
            if (answer instanceof Answer.Leased) {
                renewed = asked;
            } else if (answer instanceof Answer.Refused refused
                    && refused.code().equals("lease-not-found")) {
                leave();
            }
            act();
        });
    }

    private void leave() {
        lease = null;
        allocations.forEach(held -> former.add(held.name()));
        allocations.clear();
    }

    private void claim(long onto) {
        boolean comesBack = !former.isEmpty() && random.nextBoolean();
        String name = comesBack ? former.remove(0) : "lease-" + number + "-" + claims;
        String key = "key-" + claims++ + "-of-" + name;
        boolean atOnce = random.nextBoolean();
        simulation.insist(
                number, new Request.Offer(name, atOnce, key, atOnce ? onto : 0), ATTEMPTS, (answer, secret) -> {
                    if (answer instanceof Answer.Granted granted) {
                        int port = granted.holding().port();
                        Request accept = new Request.Accept(name, port, String.valueOf(secret), onto);
                        simulation.insist(
                                number,
                                accept,
                                ATTEMPTS,
                                (accepted, none) -> keep(name, accepted, String.valueOf(secret)));
                    } else {
                        act();
                    }
                });
    }

    private void keep(String name, Answer answer, String secret) {
        if (answer instanceof Answer.Granted granted) {
            allocations.add(new Held(name, granted.holding().port(), secret, granted.revision()));
        }
        act();
    }

    /** Releases an allocation, or takes it off its lease, or puts it back on. */
    private void use(Held held) {
        Answer.Leased current = lease;
        if (current == null || random.nextBoolean()) {
            simulation.insist(number, new Request.Release(held.name()), ATTEMPTS, (answer, secret) -> {
                former.add(held.name());
                act();
            });
            return;
        }
        long onto = random.nextBoolean() ? 0 : current.lease();
        Request move = new Request.Move(held.name(), held.port(), held.secret(), held.revision(), onto);
        simulation.insist(number, move, ATTEMPTS, (answer, secret) -> keep(held.name(), answer, held.secret()));
    }

    private void end(Answer.Leased current) {
        simulation.insist(number, new Request.EndLease(current.lease()), ATTEMPTS, (answer, secret) -> {
            leave();
            act();
        });
    }
}
