package io.portmaster.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Port numbers, as ranges. Two sets are equal if they have the same ports: neighbouring ranges become one.
 *
 * @param ranges in order. No two of them overlap or touch
 */
public record PortSet(List<PortRange> ranges) {
    public static final PortSet EMPTY = new PortSet(List.of());

    /**
     * @param ranges in any order
     * @throws IllegalArgumentException if two ranges overlap
     */
    public PortSet {
        ranges = joined(ranges.stream()
                .sorted(Comparator.comparingInt(PortRange::start))
                .toList());
    }

    /** @throws IllegalArgumentException if two ranges overlap */
    public static PortSet of(PortRange... ranges) {
        return new PortSet(List.of(ranges));
    }

    private static List<PortRange> joined(List<PortRange> sorted) {
        List<PortRange> joined = new ArrayList<>(sorted.size());
        for (PortRange next : sorted) {
            PortRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.overlaps(next)) {
                throw new IllegalArgumentException("the ranges " + last + " and " + next + " overlap");
            }
            if (last != null && last.end() + 1 == next.start()) {
                joined.set(joined.size() - 1, new PortRange(last.start(), next.end()));
            } else {
                joined.add(next);
            }
        }
        return List.copyOf(joined);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** How many ports there are. */
    public int size() {
        int size = 0;
        for (PortRange range : ranges) {
            size += range.size();
        }
        return size;
    }

    /** @throws IndexOutOfBoundsException if the set is empty */
    public int lowest() {
        return ranges.get(0).start();
    }

    /** @throws IndexOutOfBoundsException if the set is empty */
    public int highest() {
        return ranges.get(ranges.size() - 1).end();
    }

    /**
     * The range from the lowest port to the highest. It may have ports that the set lacks.
     *
     * @throws IndexOutOfBoundsException if the set is empty
     */
    public PortRange bounds() {
        return new PortRange(lowest(), highest());
    }

    public boolean contains(int port) {
        for (PortRange range : ranges) {
            if (range.contains(port)) {
                return true;
            }
        }
        return false;
    }

    public boolean overlaps(PortSet other) {
        return ranges.stream().anyMatch(range -> other.ranges.stream().anyMatch(range::overlaps));
    }

    /** Whether the other set has no port that this one lacks. */
    public boolean covers(PortSet other) {
        return other.minus(this).isEmpty();
    }

    /** The ports of this set that the other one lacks. */
    public PortSet minus(PortSet other) {
        if (!overlaps(other)) {
            return this;
        }
        List<PortRange> rest = ranges;
        for (PortRange dropped : other.ranges) {
            rest = rest.stream().flatMap(range -> range.minus(dropped).stream()).toList();
        }
        return new PortSet(rest);
    }

    /** The ports of this set above that number. */
    public PortSet above(int port) {
        return new PortSet(ranges.stream()
                .filter(range -> range.end() > port)
                .map(range -> range.start() > port ? range : new PortRange(port + 1, range.end()))
                .toList());
    }

    /** The ranges as {@code 5000-5009,6000-6009}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (PortRange range : ranges) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(range.start())
                    .append('-')
                    .append(range.end());
        }
        return text.toString();
    }
}
