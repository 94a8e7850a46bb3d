package io.portmaster.etcd;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Joins the guards of a shared child that neighbouring ports are free, and those that neighbouring ports don't cool. Claims
 * mostly take the lowest free ports one after the other. One compare over the range of these ports then says the same as a compare
 * for each port, and etcd receives, logs and evaluates one compare instead of many.
 */
final class NeighbouringPorts {
    /** The keys that have to be absent. */
    private final Set<Key> absent = new HashSet<>();

    private int runs;

    /** Whether guards like this one are joined. */
    static boolean joins(Guard guard) {
        return guard instanceof Absent missing
                && (missing.key() instanceof PortKey || missing.key() instanceof CoolingKey);
    }

    /** @param guard one that it {@link #joins} */
    void add(Guard guard) {
        runs += more(guard);
        absent.add(((Absent) guard).key());
    }

    /** How many compares more the guard makes: -1 if it closes the gap between two runs. */
    int more(Guard guard) {
        Key key = ((Absent) guard).key();
        return 1 - (absent.contains(neighbour(key, -1)) ? 1 : 0) - (absent.contains(neighbour(key, 1)) ? 1 : 0);
    }

    /** The number of compares that the guards become. */
    int compares() {
        return runs;
    }

    private static Key neighbour(Key key, int distance) {
        return key instanceof PortKey port
                ? new PortKey(port.space(), port.port() + distance)
                : new CoolingKey(((CoolingKey) key).space(), ((CoolingKey) key).port() + distance);
    }

    /** Guards that hold if and only if all of the given ones hold. Their order is another one. */
    static List<Guard> joined(List<Guard> guards) {
        List<Guard> joined = new ArrayList<>(guards.size());
        Map<Space, SortedSet<Integer>> free = new TreeMap<>();
        Map<Space, SortedSet<Integer>> rested = new TreeMap<>();
        for (Guard guard : guards) {
            @Nullable Key key = joins(guard) ? ((Absent) guard).key() : null;
            if (key instanceof PortKey port) {
                free.computeIfAbsent(port.space(), space -> new TreeSet<>()).add(port.port());
            } else if (key instanceof CoolingKey port) {
                rested.computeIfAbsent(port.space(), space -> new TreeSet<>()).add(port.port());
            } else {
                joined.add(guard);
            }
        }
        addRuns(free, PortKey::new, KeyRange.Ports::new, joined);
        addRuns(rested, CoolingKey::new, KeyRange.Cooling::new, joined);
        return joined;
    }

    private static void addRuns(
            Map<Space, SortedSet<Integer>> ports, OfPort ofPort, OfRange ofRange, List<Guard> joined) {
        ports.forEach((space, numbers) -> {
            for (PortRange run : runs(numbers)) {
                joined.add(
                        run.size() == 1
                                ? new Absent(ofPort.key(space, run.start()))
                                : new RangeUnused(ofRange.keys(space, run)));
            }
        });
    }

    private static List<PortRange> runs(SortedSet<Integer> numbers) {
        List<PortRange> runs = new ArrayList<>();
        for (int port : numbers) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).end() + 1 == port) {
                runs.set(last, new PortRange(runs.get(last).start(), port));
            } else {
                runs.add(new PortRange(port, port));
            }
        }
        return runs;
    }

    @FunctionalInterface
    private interface OfPort {
        Key key(Space space, int port);
    }

    @FunctionalInterface
    private interface OfRange {
        KeyRange keys(Space space, PortRange ports);
    }
}
