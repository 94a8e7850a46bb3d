package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses the port of the next claim. While no other node claims, that is the lowest free port, as in django-portmaster. Nodes
 * that all take the lowest port collide all the time. So after a lost race a node takes its ports from one block in which no
 * other node claims, for as long as it sees other nodes claim in the service's range. The choice is stored nowhere: two nodes
 * may choose the same block, and the one that loses the next race chooses another. Calico's address blocks are the model.
 */
final class PortPicker {
    /**
     * The number of blocks that a node chooses between. More of them mean fewer collisions, and more free ports that stay
     * behind in the lower blocks.
     */
    static final int CHOICES = 4;

    /** A block with fewer free ports is not worth moving to. */
    static final int ROOMY = PortBlock.SIZE / 8;

    /** The number of lowest free ports to choose among at random, if no block is left. */
    static final int WINDOW = 1024;

    private final PlanningView planning;
    private final RandomGenerator random;
    private final ContentionTracker contention;

    /** Services for which this node has lost a race, and other nodes have claimed ports ever since. */
    private final Set<Name> contested = new HashSet<>();

    /**
     * For each contested service, the block that this node takes ports from. A service is not in the map if no block had room
     * for it.
     */
    private final Map<Name, PortBlock> blocks = new HashMap<>();

    PortPicker(PlanningView planning, ContentionTracker contention, RandomGenerator random) {
        this.planning = planning;
        this.contention = contention;
        this.random = random;
    }

    /** A port of the range that is free as far as this node knows. Empty if there is none. */
    OptionalInt pick(Name service, PortRange range) {
        if (!isContested(service, range)) {
            return lowestFree(range.start(), range.end());
        }
        OptionalInt port = lowestFreeInOwnBlock(service, range);
        if (port.isEmpty()) {
            chooseBlock(service, range);
            port = lowestFreeInOwnBlock(service, range);
        }
        return port.isPresent() ? port : anyOfTheLowestFree(range);
    }

    /** Another node has won a race for the port. */
    void lost(Name service, int port) {
        contested.add(service);
        contention.note(port);
        blocks.remove(service, PortBlock.of(port));
    }

    /** Whether other nodes claim ports of the service, and this one has lost a race for one of them. */
    boolean isContested(Name service, PortRange range) {
        if (contested.contains(service) && !contention.isIn(range)) {
            contested.remove(service);
            blocks.remove(service);
        }
        return contested.contains(service);
    }

    private OptionalInt lowestFreeInOwnBlock(Name service, PortRange range) {
        PortBlock block = blocks.get(service);
        return block == null ? OptionalInt.empty() : lowestFree(block.first(range), block.last(range));
    }

    private OptionalInt lowestFree(int from, int to) {
        int port = planning.taken().nextClearBit(from);
        return port <= to ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /**
     * Chooses one of the lowest blocks that have room and in which no other node claims. Chooses none if there is no such
     * block.
     */
    private void chooseBlock(Name service, PortRange range) {
        blocks.remove(service);
        List<PortBlock> choices = new ArrayList<>(CHOICES);
        for (PortBlock block = PortBlock.of(range.start());
                block.first(range) <= range.end() && choices.size() < CHOICES;
                block = block.next()) {
            if (!contention.isIn(block) && isRoomy(block, range)) {
                choices.add(block);
            }
        }
        if (!choices.isEmpty()) {
            blocks.put(service, choices.get(random.nextInt(choices.size())));
        }
    }

    private boolean isRoomy(PortBlock block, PortRange range) {
        BitSet taken = planning.taken();
        int last = block.last(range);
        int port = block.first(range) - 1;
        for (int free = 0; free < ROOMY; free++) {
            port = taken.nextClearBit(port + 1);
            if (port > last) {
                return false;
            }
        }
        return true;
    }

    private OptionalInt anyOfTheLowestFree(PortRange range) {
        BitSet taken = planning.taken();
        int lowest = taken.nextClearBit(range.start());
        if (lowest > range.end()) {
            return OptionalInt.empty();
        }
        int port = lowest;
        for (int skip = random.nextInt(WINDOW); skip > 0; skip--) {
            int next = taken.nextClearBit(port + 1);
            // After the last free port the search goes on at the lowest one.
            port = next > range.end() ? lowest : next;
        }
        return OptionalInt.of(port);
    }
}
