package io.portmaster.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Random;

/** Names of which somebody was told lately that they have a port, or have one no more: worth looking for. */
final class RecentNames {
    private static final int MOST = 100;

    private final Deque<String> latest = new ArrayDeque<>();

    synchronized void add(String name) {
        latest.add(name);
        if (latest.size() > MOST) {
            latest.remove();
        }
    }

    /** Any of the latest; the given one while there is none. */
    synchronized String any(Random random, String otherwise) {
        return latest.isEmpty() ? otherwise : new ArrayList<>(latest).get(random.nextInt(latest.size()));
    }
}
