package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

    /** A port of the choice that is free as far as this node knows. Empty if there is none. */
    OptionalInt pick(Name service, PortChoice choice) {
        if (!isContested(service, choice.ports())) {
            return lowestFree(choice, 0, PortRange.HIGHEST);
        }
        OptionalInt port = inOwnBlock(service, choice, (from, to) -> lowestFree(choice, from, to));
        return port.isPresent() ? port : anyOfTheLowestFree(choice);
    }

    /** The lowest free port of the choice from the wanted one on, or else the lowest below it. */
    OptionalInt pickFrom(Name service, PortChoice choice, int wanted) {
        if (isContested(service, choice.ports())) {
            return pick(service, choice);
        }
        OptionalInt port = lowestFree(choice, wanted, PortRange.HIGHEST);
        return port.isPresent() ? port : lowestFree(choice, 0, wanted);
    }

    /** So many different ports of the choice. Empty if there are fewer. */
    List<Integer> pickSeveral(Name service, PortChoice choice, int count) {
        Set<Integer> excluded = new HashSet<>(choice.exclude());
        PortChoice rest = new PortChoice(choice.ports(), excluded);
        List<Integer> picked = new ArrayList<>(count);
        while (picked.size() < count) {
            OptionalInt port = pick(service, rest);
            if (port.isEmpty()) {
                return List.of();
            }
            picked.add(port.getAsInt());
            excluded.add(port.getAsInt());
        }
        return picked;
    }

    /** So many neighbouring ports of the choice, in order. Empty if there are none. */
    List<Integer> pickNeighbours(Name service, PortChoice choice, int count) {
        OptionalInt first;
        if (isContested(service, choice.ports())) {
            first = inOwnBlock(service, choice, (from, to) -> lowestFreeRun(choice, from, to, count));
            first = first.isPresent() ? first : anyOfTheLowestFreeRuns(choice, count);
        } else {
            first = lowestFreeRun(choice, 0, PortRange.HIGHEST, count);
        }
        return first.isEmpty()
                ? List.of()
                : IntStream.range(first.getAsInt(), first.getAsInt() + count)
                        .boxed()
                        .toList();
    }

    /** Another node has won a race for the port. */
    void lost(Name service, int port) {
        contested.add(service);
        contention.note(port);
        blocks.remove(service, PortBlock.of(port));
    }

    /** Whether other nodes claim ports of the service, and this one has lost a race for one of them. */
    boolean isContested(Name service, PortSet ports) {
        if (contested.contains(service) && !contention.isIn(ports)) {
            contested.remove(service);
            blocks.remove(service);
        }
        return contested.contains(service);
    }

    /**
     * Searches the block that this node takes the service's ports from. If nothing is found there, it searches another block.
     *
     * @param search gets the first and the last port of a block
     */
    private OptionalInt inOwnBlock(Name service, PortChoice choice, BlockSearch search) {
        OptionalInt port = inBlock(blocks.get(service), choice, search);
        if (port.isEmpty()) {
            chooseBlock(service, choice);
            port = inBlock(blocks.get(service), choice, search);
        }
        return port;
    }

    private static OptionalInt inBlock(@Nullable PortBlock block, PortChoice choice, BlockSearch search) {
        if (block == null) {
            return OptionalInt.empty();
        }
        PortRange bounds = choice.ports().bounds();
        return search.in(block.first(bounds), block.last(bounds));
    }

    private OptionalInt lowestFree(PortChoice choice, int from, int to) {
        return found(choice.lowestFree(planning.taken(), from, to));
    }

    private OptionalInt lowestFreeRun(PortChoice choice, int from, int to, int count) {
        return found(choice.lowestFreeRun(planning.taken(), from, to, count));
    }

    private static OptionalInt found(int port) {
        return port == PortChoice.NONE ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /**
     * Chooses one of the lowest blocks that have room and in which no other node claims. Chooses none if there is no such
     * block.
     */
    private void chooseBlock(Name service, PortChoice choice) {
        blocks.remove(service);
        if (choice.ports().isEmpty()) {
            return;
        }
        PortRange bounds = choice.ports().bounds();
        List<PortBlock> choices = new ArrayList<>(CHOICES);
        for (PortBlock block = PortBlock.of(bounds.start());
                block.first(bounds) <= bounds.end() && choices.size() < CHOICES;
                block = block.next()) {
            if (!contention.isIn(block) && isRoomy(block.first(bounds), block.last(bounds), choice)) {
                choices.add(block);
            }
        }
        if (!choices.isEmpty()) {
            blocks.put(service, choices.get(random.nextInt(choices.size())));
        }
    }

    private boolean isRoomy(int first, int last, PortChoice choice) {
        int port = first - 1;
        for (int free = 0; free < ROOMY; free++) {
            port = choice.lowestFree(planning.taken(), port + 1, last);
            if (port == PortChoice.NONE) {
                return false;
            }
        }
        return true;
    }

    private OptionalInt anyOfTheLowestFree(PortChoice choice) {
        return anyOfTheLowest(from -> lowestFree(choice, from, PortRange.HIGHEST));
    }

    private OptionalInt anyOfTheLowestFreeRuns(PortChoice choice, int count) {
        return anyOfTheLowest(from -> lowestFreeRun(choice, from, PortRange.HIGHEST, count));
    }

    /** @param next finds the lowest that fits from a port on */
    private OptionalInt anyOfTheLowest(IntFunction<OptionalInt> next) {
        OptionalInt lowest = next.apply(0);
        if (lowest.isEmpty()) {
            return lowest;
        }
        int port = lowest.getAsInt();
        for (int skip = random.nextInt(WINDOW); skip > 0; skip--) {
            // After the last one the search goes on at the lowest one.
            port = next.apply(port + 1).orElse(lowest.getAsInt());
        }
        return OptionalInt.of(port);
    }

    @FunctionalInterface
    private interface BlockSearch {
        OptionalInt in(int first, int last);
    }
}
