package io.portmaster.cluster;

import io.portmaster.cluster.Exchange.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A client that asks for ports under names of its own, accepts some, rejects some, keeps some and gives others back, each
 * time at any of the nodes.
 */
final class RandomClient {
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final int ATTEMPTS = 3;

    private final String id;
    private final List<Customer> nodes;
    private final Random random;
    private final int appetite;
    private final List<Exchange> offers = new ArrayList<>();
    private final List<Exchange> allocations = new ArrayList<>();
    private int names;

    /**
     * @param id that its names start with
     * @param nodes the same service at each of them
     * @param appetite how many ports it wants to have at most
     */
    RandomClient(String id, List<Customer> nodes, Random random, int appetite) {
        this.id = id;
        this.nodes = nodes;
        this.random = random;
        this.appetite = appetite;
    }

    /** One for each number, on the same nodes. */
    static List<RandomClient> several(
            int count, List<NodeProcess> nodes, String service, History history, Seed seed, int appetite) {
        List<Customer> customers = nodes.stream()
                .map(node -> new Customer(node.api(), service, history))
                .toList();
        List<RandomClient> clients = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            clients.add(new RandomClient("client-" + number, customers, seed.random(number), appetite));
        }
        return clients;
    }

    /** Does one thing. */
    void act() {
        int held = offers.size() + allocations.size();
        if (held == 0 || (held < appetite && random.nextBoolean())) {
            claim();
        } else if (random.nextInt(held) < offers.size()) {
            decide(any(offers));
        } else {
            Exchange allocation = any(allocations);
            if (insist(() -> node().release(allocation)).isUnserved()) {
                allocations.add(allocation);
            }
        }
    }

    private void claim() {
        String name = id + "-" + names++;
        String key = UUID.randomUUID().toString();
        switch (random.nextInt(4)) {
            case 0 -> keep(ask(() -> node().offerAccepted(name)), allocations);
            case 1 -> keep(insist(() -> node().offer(name, key)), offers);
            default -> keep(ask(() -> node().offer(name)), offers);
        }
    }

    private void decide(Exchange offer) {
        boolean accepts = random.nextInt(3) > 0;
        Exchange answer = insist(() -> accepts ? node().accept(offer) : node().reject(offer));
        if (answer.isUnserved()) {
            offers.add(offer);
        } else if (accepts && answer.isYes()) {
            allocations.add(offer);
        }
    }

    private static void keep(Exchange answer, List<Exchange> holdings) {
        if (answer.isYes()) {
            holdings.add(answer);
        }
    }

    /** Asks the same again while it has not heard what became of it. A name that it never hears of it forgets. */
    private static Exchange insist(Supplier<Exchange> question) {
        Exchange answer = ask(question);
        for (int attempt = 1; attempt < ATTEMPTS && answer.verdict() == Verdict.UNKNOWN; attempt++) {
            answer = ask(question);
        }
        return answer;
    }

    /** Where nobody serves it asks a little later, or it would do nothing else. */
    private static Exchange ask(Supplier<Exchange> question) {
        Exchange answer = question.get();
        if (answer.isUnserved()) {
            Await.pass(BREATH);
        }
        return answer;
    }

    private Customer node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private Exchange any(List<Exchange> holdings) {
        return holdings.remove(random.nextInt(holdings.size()));
    }
}
