package io.portmaster.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** Names of instances, each of them new in this run and all of the same length. */
final class Names {
    static final int LENGTH = 12;

    private static final byte[] FIRST = {'w', 'e', 'b', '-'};
    private final AtomicInteger given = new AtomicInteger();

    byte[] next() {
        byte[] name = new byte[LENGTH];
        System.arraycopy(FIRST, 0, name, 0, FIRST.length);
        int rest = given.incrementAndGet();
        for (int at = LENGTH - 1; at >= FIRST.length; at--) {
            name[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return name;
    }
}
