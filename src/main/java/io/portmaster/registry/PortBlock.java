package io.portmaster.registry;

import io.portmaster.domain.PortRange;

/** {@value #SIZE} neighbouring ports, the first of which is a multiple of that. */
record PortBlock(int number) {
    /** A busy node needs some dozens of milliseconds for so many, and may collide each time it moves to the next. */
    static final int SIZE = 256;

    /** How many there are. */
    static final int COUNT = PortRange.HIGHEST / SIZE + 1;

    static PortBlock of(int port) {
        return new PortBlock(port / SIZE);
    }

    PortBlock next() {
        return new PortBlock(number + 1);
    }

    /** The first of its ports that are in the range, if any is. */
    int first(PortRange range) {
        return Math.max(range.start(), number * SIZE);
    }

    /** The last of its ports that are in the range, if any is. */
    int last(PortRange range) {
        return Math.min(range.end(), number * SIZE + SIZE - 1);
    }
}
