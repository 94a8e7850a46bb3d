package io.portmaster.registry;

import io.portmaster.domain.PortRange;

/** A block of {@value #SIZE} neighbouring ports. Its first port is a multiple of that. */
record PortBlock(int number) {
    /**
     * A busy node uses up a block in some dozens of milliseconds. Each time it moves to the next one, it may collide with other
     * nodes.
     */
    static final int SIZE = 256;

    /** The number of blocks. */
    static final int COUNT = PortRange.HIGHEST / SIZE + 1;

    static PortBlock of(int port) {
        return new PortBlock(port / SIZE);
    }

    PortBlock next() {
        return new PortBlock(number + 1);
    }

    /** The first port of the block that is in the range, if there is one. */
    int first(PortRange range) {
        return Math.max(range.start(), number * SIZE);
    }

    /** The last port of the block that is in the range, if there is one. */
    int last(PortRange range) {
        return Math.min(range.end(), number * SIZE + SIZE - 1);
    }
}
