package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Asks for several ports at once, one thing at a time. Some of them are busy. It releases them one by one. */
final class ModelGroupClient {
    private static final int MOST_NAMES = 4;
    private static final int ATTEMPTS = 3;

    private final int number;
    private final Simulation simulation;
    private final Random random;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();
    private int claims;

    private record Offered(List<HeldPort> ports, String secret) {}

    ModelGroupClient(int number, Simulation simulation, Random random) {
        this.number = number;
        this.simulation = simulation;
        this.random = random;
    }

    void act() {
        if (simulation.isOver()) {
            return;
        } else if (!offers.isEmpty()) {
            decide(offers.remove(0));
        } else if (allocations.size() >= MOST_NAMES || (!allocations.isEmpty() && random.nextBoolean())) {
            release(allocations.remove(random.nextInt(allocations.size())));
        } else {
            claim();
        }
    }

    private void claim() {
        int claim = claims++;
        List<String> names = IntStream.range(0, 1 + random.nextInt(MOST_NAMES))
                .mapToObj(place -> "group-" + number + "-" + claim + "." + place)
                .toList();
        boolean consecutive = random.nextInt(4) == 0;
        simulation.insist(
                number,
                new Request.OfferAll(names, consecutive, "key-" + number + "-" + claim),
                ATTEMPTS,
                (answer, secret) -> {
                    if (answer instanceof Answer.GrantedAll granted) {
                        offers.add(new Offered(granted.holdings(), String.valueOf(secret)));
                    }
                    act();
                });
    }

    private void decide(Offered offer) {
        int dice = random.nextInt(8);
        if (dice == 0) {
            act(); // it forgets: the TTL ends them
        } else if (dice < 3) {
            simulation.insist(
                    number, new Request.RejectAll(offer.ports(), offer.secret()), ATTEMPTS, (answer, secret) -> act());
        } else if (dice < 5) {
            next(offer);
        } else {
            simulation.insist(
                    number, new Request.AcceptAll(offer.ports(), offer.secret(), 0), ATTEMPTS, (answer, secret) -> {
                        if (answer instanceof Answer.GrantedAll granted) {
                            granted.holdings().forEach(holding -> allocations.add(holding.name()));
                        }
                        act();
                    });
        }
    }

    private void next(Offered offer) {
        List<Integer> busy =
                List.of(offer.ports().get(random.nextInt(offer.ports().size())).port());
        simulation.insist(
                number, new Request.NextAll(offer.ports(), busy, offer.secret()), ATTEMPTS, (answer, secret) -> {
                    if (answer instanceof Answer.GrantedAll granted) {
                        offers.add(new Offered(granted.holdings(), offer.secret()));
                    }
                    act();
                });
    }

    private void release(String name) {
        simulation.insist(number, new Request.Release(name), ATTEMPTS, (answer, secret) -> {
            if (answer instanceof Answer.Refused refused && !refused.code().equals("port-not-found")) {
                allocations.add(name);
            }
            act();
        });
    }
}
