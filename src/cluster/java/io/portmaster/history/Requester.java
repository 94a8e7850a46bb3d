package io.portmaster.history;

import io.portmaster.cluster.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Asks for one instance, at any of several access points. The journal keeps all exchanges. */
final class Requester {
    private static final int ATTEMPTS = 3;

    /** How long an instance waits if nobody serves it. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private final int number;
    private final List<AccessPoint> entries;
    private final Journal journal;
    private final Random random;
    private int claims;

    /** @param number of the instance */
    Requester(int number, List<AccessPoint> entries, Journal journal, Random random) {
        this.number = number;
        this.entries = entries;
        this.journal = journal;
        this.random = random;
    }

    Random random() {
        return random;
    }

    /** A name that nobody has had before. */
    String freshName() {
        return InstanceNames.name(number, claims++);
    }

    /** The name of the instance's first claim. */
    String firstName() {
        return InstanceNames.name(number, 0);
    }

    /** A fresh idempotency key. */
    String key() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Waits for the time that the instance thinks. */
    void think(Duration onAverage) {
        Await.pass(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * onAverage.toNanos())));
    }

    /** Asks the same again until it is told the result. */
    Exchange insist(Request request) {
        Exchange told = ask(request);
        for (int attempt = 1; attempt < ATTEMPTS && told.isUnknown(); attempt++) {
            told = ask(request);
        }
        return told;
    }

    Exchange ask(Request request) {
        Exchange told = journal.ask(number, entries.get(random.nextInt(entries.size())), request);
        if (told.isUnserved()) {
            Await.pass(BREATH);
        }
        return told;
    }

    /** Takes any element out of a list. */
    <T> T takeAny(List<T> list) {
        return list.remove(random.nextInt(list.size()));
    }
}
