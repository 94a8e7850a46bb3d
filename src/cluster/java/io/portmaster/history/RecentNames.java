package io.portmaster.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Random;

/** The names that answers lately told to have a port, or to have one no more. These are worth looking up. */
final class RecentNames {
    private static final int MOST = 100;

    private final Deque<String> latest = new ArrayDeque<>();

    synchronized void add(String name) {
        latest.add(name);
        if (latest.size() > MOST) {
            latest.remove();
        }
    }

    /** Any of the latest names; the given one if there are none. */
    synchronized String any(Random random, String otherwise) {
        return latest.isEmpty() ? otherwise : new ArrayList<>(latest).get(random.nextInt(latest.size()));
    }
}
