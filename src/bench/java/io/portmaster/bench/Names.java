package io.portmaster.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** Names of instances, each of them new in this run and all of the same length. */
final class Names {
    static final int LENGTH = 12;

    /** What stands between two names of a JSON array. */
    private static final byte[] BETWEEN = {'"', ',', '"'};

    private static final byte[] FIRST = {'w', 'e', 'b', '-'};
    private final AtomicInteger given = new AtomicInteger();

    byte[] next() {
        byte[] name = new byte[LENGTH];
        write(name, 0);
        return name;
    }

    /** Some names as a JSON array has them, without the first quote and the last one. They have {@link #length} bytes. */
    byte[] next(int count) {
        byte[] names = new byte[length(count)];
        for (int at = 0; at < names.length; at += LENGTH + BETWEEN.length) {
            if (at > 0) {
                System.arraycopy(BETWEEN, 0, names, at - BETWEEN.length, BETWEEN.length);
            }
            write(names, at);
        }
        return names;
    }

    static int length(int count) {
        return count * (LENGTH + BETWEEN.length) - BETWEEN.length;
    }

    private void write(byte[] to, int start) {
        System.arraycopy(FIRST, 0, to, start, FIRST.length);
        int rest = given.incrementAndGet();
        for (int at = start + LENGTH - 1; at >= start + FIRST.length; at--) {
            to[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
