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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the guards of a shared child that neighbouring ports are free, and those that neighbouring ports don't cool. Claims
 * mostly take the lowest free ports one after the other. One compare over the range of these ports then says the same as a compare
 * for each port, and etcd receives, logs and evaluates one compare instead of many.
 */
final class NeighbouringPorts {
    /** No two of them touch. They are few, since ports come mostly in their order: so nothing but a list is needed. */
    private final List<Run> runs = new ArrayList<>();

    /** Whether guards like this one are joined. */
    static boolean joins(Guard guard) {
        return guard instanceof Absent missing
                && (missing.key() instanceof PortKey || missing.key() instanceof CoolingKey);
    }

    /** @param guard one that it {@link #joins}, and that was not added before */
    void add(Guard guard) {
        Key key = ((Absent) guard).key();
        int port = port(key);
        Run below = runWith(key, port - 1);
        Run above = runWith(key, port + 1);
        if (below != null && above != null) {
            below.last = above.last;
            runs.remove(above);
        } else if (below != null) {
            below.last = port;
        } else if (above != null) {
            above.first = port;
        } else {
            runs.add(new Run(key, port));
        }
    }

    /** How many compares more the guard makes: -1 if it closes the gap between two runs. */
    int more(Guard guard) {
        Key key = ((Absent) guard).key();
        int port = port(key);
        return 1 - (runWith(key, port - 1) == null ? 0 : 1) - (runWith(key, port + 1) == null ? 0 : 1);
    }

    /** The number of compares that the guards become. */
    int compares() {
        return runs.size();
    }

    /** Adds guards that hold if and only if all of the given ones hold. */
    void addTo(List<Guard> joined) {
        for (Run run : runs) {
            joined.add(run.guard());
        }
    }

    private @Nullable Run runWith(Key key, int port) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).has(key, port)) {
                return runs.get(i);
            }
        }
        return null;
    }

    private static int port(Key key) {
        return key instanceof PortKey port ? port.port() : ((CoolingKey) key).port();
    }

    private static Space space(Key key) {
        return ((Key.InSpace) key).space();
    }

    /** Neighbouring ports of one space that have to be free, or that mustn't cool. */
    private static final class Run {
        private final Key some;
        private int first;
        private int last;

        Run(Key some, int port) {
            this.some = some;
            this.first = port;
            this.last = port;
        }

        boolean has(Key key, int port) {
            return port >= first
                    && port <= last
                    && key instanceof PortKey == some instanceof PortKey
                    && space(key).equals(space(some));
        }

        Guard guard() {
            if (first == last) {
                return new Absent(some);
            }
            PortRange ports = new PortRange(first, last);
            return new RangeUnused(
                    some instanceof PortKey
                            ? new KeyRange.Ports(space(some), ports)
                            : new KeyRange.Cooling(space(some), ports));
        }
    }
}
