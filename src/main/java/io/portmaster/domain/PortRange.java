package io.portmaster.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Port numbers from {@code start} to {@code end}, both included.
 *
 * <p>Ports below 1024 are privileged, and from 49152 on the operating systems hand them out by themselves (RFC 6335,
 * section 6): neither can be promised to anyone.
 *
 * @param start the lowest port, {@value #LOWEST} to {@value #HIGHEST}
 * @param end the highest port, not below {@code start}
 */
public record PortRange(int start, int end) {
    public static final int LOWEST = 1024;
    public static final int HIGHEST = 49151;

    /** @throws IllegalArgumentException for a range that leaves the allowed ports or is empty */
    public PortRange {
        if (!allows(start) || !allows(end) || start > end) {
            throw new IllegalArgumentException("not a port range: " + start + " to " + end);
        }
    }

    /** Whether a range may contain this port at all. */
    public static boolean allows(int port) {
        return port >= LOWEST && port <= HIGHEST;
    }

    public int size() {
        return end - start + 1;
    }

    public boolean contains(int port) {
        return port >= start && port <= end;
    }

    public boolean overlaps(PortRange other) {
        return start <= other.end && other.start <= end;
    }

    /** What this range has and the other lacks: no, one or two ranges, in order. */
    public List<PortRange> minus(PortRange other) {
        if (!overlaps(other)) {
            return List.of(this);
        }
        List<PortRange> rest = new ArrayList<>(2);
        if (start < other.start) {
            rest.add(new PortRange(start, other.start - 1));
        }
        if (end > other.end) {
            rest.add(new PortRange(other.end + 1, end));
        }
        return List.copyOf(rest);
    }
}
