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
 * Chooses the port of the next claim: the lowest free one, as django-portmaster does, while nobody competes. Nodes that all
 * reach for the lowest would collide at every turn, so after a lost race a node keeps to a block of neighbouring ports, one in
 * which no other claims, for as long as it sees others claim in the service's range at all. Nothing of that is stored: two
 * nodes may choose the same block, and then the loser takes another. Calico's address blocks are the model.
 */
final class PortPicker {
    /** Between so many blocks a node chooses: the more, the fewer collisions and the more ports left free below. */
    static final int CHOICES = 4;

    /** With fewer free ports than this a block is not worth moving to. */
    static final int ROOMY = PortBlock.SIZE / 8;

    /** Where no block is left, the choice is at random among so many free ports. */
    static final int WINDOW = 1024;

    private final PlanningView planning;
    private final RandomGenerator random;
    private final ContentionTracker contention;

    /** Services for which a race was lost, and others have claimed ever since. */
    private final Set<Name> contested = new HashSet<>();

    /** The block that each of those is served from, if there is one left. */
    private final Map<Name, PortBlock> blocks = new HashMap<>();

    PortPicker(PlanningView planning, ContentionTracker contention, RandomGenerator random) {
        this.planning = planning;
        this.contention = contention;
        this.random = random;
    }

    /** A port of the range that nothing known to this node takes, or none. */
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

    /** Another node had the port first. */
    void lost(Name service, int port) {
        contested.add(service);
        contention.met(port);
        blocks.remove(service, PortBlock.of(port));
    }

    /** Whether other nodes claim ports of the service, and this one has lost a race for one of them. */
    boolean isContested(Name service, PortRange range) {
        if (contested.contains(service) && !contention.areIn(range)) {
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

    /** One of the lowest that have room and no rival; none if there is no such block. */
    private void chooseBlock(Name service, PortRange range) {
        blocks.remove(service);
        List<PortBlock> choices = new ArrayList<>(CHOICES);
        for (PortBlock block = PortBlock.of(range.start());
                block.first(range) <= range.end() && choices.size() < CHOICES;
                block = block.next()) {
            if (!contention.areIn(block) && isRoomy(block, range)) {
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
            // Past the last free port the count starts over at the lowest.
            port = next > range.end() ? lowest : next;
        }
        return OptionalInt.of(port);
    }
}
