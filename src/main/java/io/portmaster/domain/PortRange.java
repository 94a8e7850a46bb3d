package io.portmaster.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Port numbers from {@code start} to {@code end}, both included.
 *
 * <p>Ports below 1024 are privileged, and operating systems hand out ports from 49152 on by themselves (RFC 6335, section 6).
 * So a range contains neither.
 *
 * @param start the lowest port, {@value #LOWEST} to {@value #HIGHEST}
 * @param end the highest port, not below {@code start}
 */
public record PortRange(int start, int end) {
    public static final int LOWEST = 1024;
    public static final int HIGHEST = 49151;

    /** @throws IllegalArgumentException if the range is empty, or has a port that is not allowed */
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

    /** The ports of this range that the other one lacks: none, one or two ranges, in order. */
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
