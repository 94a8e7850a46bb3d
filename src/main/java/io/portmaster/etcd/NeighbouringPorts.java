package io.portmaster.etcd;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins the guards of a shared child that neighbouring ports are free. Claims mostly take the lowest free ports one after the
 * other. One compare over the range of these ports then says the same as a compare for each port, and etcd receives, logs and
 * evaluates one compare instead of many.
 */
final class NeighbouringPorts {
    private static final Comparator<PortKey> BY_SPACE_AND_NUMBER =
            Comparator.comparing(PortKey::space).thenComparingInt(PortKey::port);

    private NeighbouringPorts() {}

    /** Guards that hold if and only if all of the given ones hold. Their order is another one. */
    static List<Guard> joined(List<Guard> guards) {
        List<Guard> joined = new ArrayList<>(guards.size());
        List<PortKey> free = new ArrayList<>();
        for (Guard guard : guards) {
            if (guard instanceof Absent absent && absent.key() instanceof PortKey port) {
                free.add(port);
            } else {
                joined.add(guard);
            }
        }
        free.sort(BY_SPACE_AND_NUMBER);
        int start = 0;
        while (start < free.size()) {
            int end = endOfRun(free, start);
            joined.add(guard(free.get(start), free.get(end - 1)));
            start = end;
        }
        return joined;
    }

    private static int endOfRun(List<PortKey> sorted, int start) {
        int end = start + 1;
        while (end < sorted.size() && areNeighbours(sorted.get(end - 1), sorted.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean areNeighbours(PortKey lower, PortKey higher) {
        return higher.port() == lower.port() + 1 && higher.space().equals(lower.space());
    }

    private static Guard guard(PortKey first, PortKey last) {
        return first.port() == last.port()
                ? new Absent(first)
                : new RangeUnused(new KeyRange.Ports(first.space(), new PortRange(first.port(), last.port())));
    }
}
