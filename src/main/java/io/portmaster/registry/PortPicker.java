package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Chooses the port of the next claim: the lowest free one, as django-portmaster does, while nobody competes. Nodes that all
 * reach for the lowest would collide at every turn, so after a lost race a service's claims pick at random among the first W
 * free ports; W doubles with each loss and shrinks with success.
 */
public final class PortPicker {
    static final int WIDEST = 1024;

    private final Outlook outlook;
    private final RandomGenerator random;

    /** Services in competition; all others have a window of one. */
    private final Map<Name, Integer> windows = new HashMap<>();

    public PortPicker(Outlook outlook, RandomGenerator random) {
        this.outlook = outlook;
        this.random = random;
    }

    /** A port of the range that nothing known to this node takes, or none. */
    public OptionalInt pick(Name service, PortRange range) {
        int skip = random.nextInt(windows.getOrDefault(service, 1));
        BitSet taken = outlook.taken();
        int lowest = taken.nextClearBit(range.start());
        if (lowest > range.end()) {
            return OptionalInt.empty();
        }
        int port = lowest;
        while (skip > 0) {
            int next = taken.nextClearBit(port + 1);
            // Past the last free port the count starts over at the lowest.
            port = next > range.end() ? lowest : next;
            skip--;
        }
        return OptionalInt.of(port);
    }

    /** Another node had the port first. */
    public void lost(Name service) {
        windows.merge(service, 2, (window, two) -> Math.min(WIDEST, window * two));
    }

    public void won(Name service) {
        windows.computeIfPresent(service, (name, window) -> {
            int narrower = window - Math.max(1, window / 8);
            return narrower <= 1 ? null : narrower;
        });
    }
}
