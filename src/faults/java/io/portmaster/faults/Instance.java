package io.portmaster.faults;

import io.portmaster.cluster.Await;
import io.portmaster.faults.Entry.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A virtual service instance: gets ports under names of its own, accepts some, rejects some, forgets some, releases what it
 * has in the end, and looks at its own and others' ports between. All that it is told it writes down.
 */
final class Instance {
    private static final int APPETITE = 6;
    private static final int ATTEMPTS = 3;

    private final int number;
    private final List<Entry> entries;
    private final Journal journal;
    private final Names names;
    private final Random random;
    private final double thinkMillis;
    private final List<Offered> offers = new ArrayList<>();
    private final List<String> allocations = new ArrayList<>();
    private int claims;

    private record Offered(String name, int port, String secret) {}

    /**
     * @param entries any of which it asks
     * @param names that all instances know of
     * @param thinkMillis how long it thinks between two requests, on average
     */
    Instance(int number, List<Entry> entries, Journal journal, Names names, Random random, double thinkMillis) {
        this.number = number;
        this.entries = entries;
        this.journal = journal;
        this.names = names;
        this.random = random;
        this.thinkMillis = thinkMillis;
    }

    /** Thinks, and does one thing. */
    void act() {
        Await.pass(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * thinkMillis * 1e6)));
        int dice = random.nextInt(100);
        if (dice < 20) {
            insist(new Request.Find(names.any(random, nameOf(0))));
        } else if (dice < 25) {
            ask(new Request.List(random.nextBoolean() ? Holding.State.OFFERED : Holding.State.ALLOCATED));
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

    private void claim() {
        String name = nameOf(claims++);
        boolean acceptAtOnce = random.nextInt(4) == 0;
        String key = random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()).toString() : null;
        Request request = new Request.Offer(name, acceptAtOnce, key);
        Told told = key == null ? ask(request) : insist(request);
        if (told.answer() instanceof Answer.Granted granted) {
            names.add(name);
            if (told.secret() != null) {
                offers.add(new Offered(name, granted.holding().port(), told.secret()));
            } else {
                allocations.add(name);
            }
        }
    }

    private String nameOf(int claim) {
        return Naming.name(number, claim);
    }

    private void decide(Offered offer) {
        switch (random.nextInt(8)) {
            case 0 -> {} // it forgets: the lease ends it
            case 1, 2 -> insist(new Request.Reject(offer.name(), offer.port(), offer.secret()));
            default -> {
                if (insist(new Request.Accept(offer.name(), offer.port(), offer.secret()))
                                .answer()
                        instanceof Answer.Granted) {
                    allocations.add(offer.name());
                    names.add(offer.name());
                }
            }
        }
    }

    private void release(String name) {
        Answer answer = insist(new Request.Release(name)).answer();
        if (answer instanceof Answer.Refused refused && !refused.code().equals("port-not-found")) {
            allocations.add(name); // another time
        }
    }

    /** Asks the same again while it has not heard what became of it. */
    private Told insist(Request request) {
        Told told = ask(request);
        for (int attempt = 1; attempt < ATTEMPTS && told.answer() instanceof Answer.Unknown; attempt++) {
            told = ask(request);
        }
        return told;
    }

    private Told ask(Request request) {
        return journal.ask(number, entries.get(random.nextInt(entries.size())), request);
    }
}
