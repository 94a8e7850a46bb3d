package io.portmaster.registry;

import io.portmaster.domain.PortRange;
import io.portmaster.record.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the ports of a space. Memory is allocated for a whole {@link PortBlock} when the first of its ports is set. An
 * empty table takes {@value PortBlock#COUNT} references, a full one takes a reference for each port.
 */
public final class PortTable {
    private final @Nullable Entry<?>[] @Nullable [] blocks;

    PortTable() {
        this(new Entry<?>[PortBlock.COUNT][]);
    }

    private PortTable(@Nullable Entry<?>[] @Nullable [] blocks) {
        this.blocks = blocks;
    }

    /** The entry of a port that {@link PortRange#allows}; null if the port has no record. */
    public @Nullable Entry<?> get(int port) {
        @Nullable Entry<?>[] block = blocks[port / PortBlock.SIZE];
        return block == null ? null : block[port % PortBlock.SIZE];
    }

    void set(int port, @Nullable Entry<?> entry) {
        int number = port / PortBlock.SIZE;
        @Nullable Entry<?>[] block = blocks[number];
        if (block == null && entry != null) {
            block = new Entry<?>[PortBlock.SIZE];
            blocks[number] = block;
        }
        if (block != null) {
            block[port % PortBlock.SIZE] = entry;
        }
    }

    /** A copy that any thread may read. It copies references only. */
    PortTable copy() {
        @Nullable Entry<?>[] @Nullable [] copies = new Entry<?>[PortBlock.COUNT][];
        for (int number = 0; number < blocks.length; number++) {
            @Nullable Entry<?>[] block = blocks[number];
            copies[number] = block == null ? null : block.clone();
        }
        return new PortTable(copies);
    }
}
