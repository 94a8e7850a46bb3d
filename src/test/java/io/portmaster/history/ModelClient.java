package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Asks one thing at a time: for ports under names of its own, for what it has, for what others have, and for all. It rejects some ports
 * as busy, and comes back under the names of ports that it has released.
 */
final class ModelClient {
    private static final int APPETITE = 6;

    private final int number;
    private final Simulation simulation;
    private final Random random;
    private final List<Offered> offers = new ArrayList<>();
    private final List<Offered> former = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private int claims;

    private record Offered(String name, int port, String secret) {}

    /** Receives the answer to a request. */
    interface Ear {
        void hear(Answer answer, long secret);
    }

    ModelClient(int number, Simulation simulation, Random random) {
        this.number = number;
        this.simulation = simulation;
        this.random = random;
    }

    void act() {
        if (simulation.isOver()) {
            return;
        }
        int dice = random.nextInt(100);
        String name = simulation.anyName();
        if (dice < 20 && name != null) {
            once(new Request.Find(name));
        } else if (dice < 24) {
            once(new Request.List(random.nextBoolean() ? State.OFFERED : State.ALLOCATED));
        } else if (dice < 30) {
            askInVain();
        } else if (offers.size() + allocations.size() < APPETITE && dice < 60) {
            claim();
        } else if (!offers.isEmpty()) {
            decide(offers.remove(random.nextInt(offers.size())));
        } else if (!allocations.isEmpty()) {
            release(allocations.remove(random.nextInt(allocations.size())));
        } else {
            claim();
        }
    }

    private void once(Request request) {
        simulation.ask(number, request, (answer, secret) -> act());
    }

    /** Asks for something that must be refused, or that must get the same answer again. */
    private void askInVain() {
        if (!former.isEmpty() && random.nextBoolean()) {
            Offered offer = former.get(random.nextInt(former.size()));
            once(
                    random.nextBoolean()
                            ? new Request.Accept(offer.name(), offer.port(), offer.secret())
                            : new Request.Reject(offer.name(), offer.port(), offer.secret()));
        } else if (!allocations.isEmpty()) {
            once(new Request.Offer(allocations.get(0), true, null));
        } else {
            once(new Request.Release("web-" + number + "-" + claims));
        }
    }

    private void claim() {
        boolean comesBack = !released.isEmpty() && random.nextBoolean();
        String name = comesBack ? released.remove(0) : "web-" + number + "-" + claims;
        String key = random.nextBoolean() ? "key-" + claims + "-of-" + name : null;
        claims++;
        Request.Offer request = new Request.Offer(name, random.nextInt(4) == 0, key);
        claim(request, key == null ? 1 : 3);
    }

    private void claim(Request.Offer request, int attempts) {
        simulation.ask(number, request, (answer, secret) -> {
            if (answer instanceof Answer.Granted granted) {
                if (granted.holding().state() == State.OFFERED) {
                    offers.add(new Offered(request.name(), granted.holding().port(), String.valueOf(secret)));
                } else {
                    allocations.add(request.name());
                }
            }
            boolean again = answer instanceof Answer.Unknown || random.nextInt(20) == 0;
            if (again && attempts > 1) {
                offers.removeIf(offer -> offer.name().equals(request.name()));
                allocations.remove(request.name());
                claim(request, attempts - 1);
            } else {
                act();
            }
        });
    }

    private void decide(Offered offer) {
        former.add(offer);
        int dice = random.nextInt(8);
        if (dice == 0) {
            act(); // it forgets: the TTL ends it
        } else if (dice == 3) {
            rejectBusy(offer);
        } else if (dice < 3) {
            simulation.insist(
                    number,
                    new Request.Reject(offer.name(), offer.port(), offer.secret()),
                    3,
                    (answer, secret) -> act());
        } else {
            simulation.insist(
                    number, new Request.Accept(offer.name(), offer.port(), offer.secret()), 3, (answer, secret) -> {
                        if (answer instanceof Answer.Granted || answer instanceof Answer.Unknown) {
                            allocations.add(offer.name());
                        }
                        act();
                    });
        }
    }

    private void rejectBusy(Offered offer) {
        former.remove(offer); // its secret may be that of another port from now on
        boolean next = random.nextBoolean();
        Request request = new Request.RejectBusy(offer.name(), offer.port(), offer.secret(), next);
        simulation.insist(number, request, 3, (answer, secret) -> {
            if (answer instanceof Answer.Granted granted && granted.holding().state() == State.OFFERED) {
                offers.add(new Offered(offer.name(), granted.holding().port(), offer.secret()));
            }
            act();
        });
    }

    private void release(String name) {
        simulation.insist(number, new Request.Release(name), 3, (answer, secret) -> {
            if (answer instanceof Answer.Refused refused && !refused.code().equals("port-not-found")) {
                allocations.add(name);
            } else if (answer instanceof Answer.Gone) {
                released.add(name);
            }
            act();
        });
    }
}
