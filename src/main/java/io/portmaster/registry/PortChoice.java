package io.portmaster.registry;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Service;
import java.util.BitSet;
import java.util.Set;

/**
 * The ports among which the port of a claim is chosen.
 *
 * @param exclude ports that the client can't use
 */
public record PortChoice(PortSet ports, Set<Integer> exclude) {
    static final int NONE = -1;

    /** All ports that the service gives to a client that names none. */
    public static PortChoice of(Service service) {
        return of(service, Set.of());
    }

    public static PortChoice of(Service service, Set<Integer> exclude) {
        PortSet unreserved =
                service.reserved().isEmpty() ? service.ports() : service.ports().minus(service.reserved());
        return new PortChoice(unreserved, exclude);
    }

    /** The lowest port from {@code from} to {@code to} that isn't taken. {@link #NONE} if there is none. */
    int lowestFree(BitSet taken, int from, int to) {
        for (PortRange range : ports.ranges()) {
            if (range.start() > to) {
                break;
            }
            int port = lowestFreeOfOne(taken, Math.max(from, range.start()), Math.min(to, range.end()));
            if (port != NONE) {
                return port;
            }
        }
        return NONE;
    }

    private int lowestFreeOfOne(BitSet taken, int from, int to) {
        int port = taken.nextClearBit(from);
        while (port <= to && exclude.contains(port)) {
            port = taken.nextClearBit(port + 1);
        }
        return port <= to ? port : NONE;
    }

    /** How many of the ports aren't taken. */
    int countFree(BitSet taken) {
        int free = 0;
        for (PortRange range : ports.ranges()) {
            free += range.size() - taken.get(range.start(), range.end() + 1).cardinality();
        }
        for (int excluded : exclude) {
            free -= ports.contains(excluded) && !taken.get(excluded) ? 1 : 0;
        }
        return free;
    }

    /** The first of the lowest {@code count} neighbouring ports, from {@code from} to {@code to}, none of which is taken. */
    int lowestFreeRun(BitSet taken, int from, int to, int count) {
        for (int start = lowestFree(taken, from, to); start != NONE; ) {
            int end = endOfRun(taken, start, to);
            if (end - start + 1 >= count) {
                return start;
            }
            start = lowestFree(taken, end + 1, to);
        }
        return NONE;
    }

    /** The length of the longest run of neighbouring ports none of which is taken. */
    int longestFreeRun(BitSet taken) {
        int longest = 0;
        int end = 0;
        for (int start = lowestFree(taken, 0, PortRange.HIGHEST);
                start != NONE;
                start = lowestFree(taken, end + 1, PortRange.HIGHEST)) {
            end = endOfRun(taken, start, PortRange.HIGHEST);
            longest = Math.max(longest, end - start + 1);
        }
        return longest;
    }

    /** The last port of the run of neighbouring free ports that begins there. */
    private int endOfRun(BitSet taken, int start, int to) {
        int nextTaken = taken.nextSetBit(start);
        int end = Math.min(to, nextTaken < 0 ? PortRange.HIGHEST : nextTaken - 1);
        for (PortRange range : ports.ranges()) {
            if (range.contains(start)) {
                end = Math.min(end, range.end());
            }
        }
        for (int excluded : exclude) {
            if (excluded >= start && excluded <= end) {
                end = excluded - 1;
            }
        }
        return end;
    }
}
