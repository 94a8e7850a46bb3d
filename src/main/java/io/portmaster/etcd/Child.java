package io.portmaster.etcd;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Write;
import io.portmaster.record.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutations of a batch that share a child transaction: all of them take effect, or none does. A guard that several of them
 * have, such as that their service is unchanged, is one compare. The guard over a range of services isn't in the child but in
 * its group, see {@link ServiceGroups}.
 */
final class Child {
    private final List<Mutation> mutations = new ArrayList<>();

    /** The place of each mutation in the batch. */
    private final List<Integer> places = new ArrayList<>();

    private final List<Guard> guards = new ArrayList<>();

    /** Guards on keys that no member writes, such as the service's. Several members may have the same one. */
    private final List<Unchanged> common = new ArrayList<>();

    /** The guards that become fewer compares if the child has several members. */
    private final NeighbouringPorts neighbours = new NeighbouringPorts();

    /** The number of {@link #guards} that are among the {@link #neighbours}. */
    private int joinable;

    private int writes;

    Child(int place, Mutation first) {
        take(place, first);
    }

    int size() {
        return mutations.size();
    }

    Mutation mutation(int index) {
        return mutations.get(index);
    }

    int place(int index) {
        return places.get(index);
    }

    /** The guards of all members, each once, in the order of the gets in the else-branch. */
    List<Guard> guards() {
        return guards;
    }

    /** Guards that hold if and only if all {@link #guards} hold, in another order. They are fewer, if ports are neighbours. */
    List<Guard> joinedGuards() {
        List<Guard> joined = new ArrayList<>(compares());
        for (Guard guard : guards) {
            if (!NeighbouringPorts.joins(guard)) {
                joined.add(guard);
            }
        }
        neighbours.addTo(joined);
        return joined;
    }

    /** The larger number of its compares and of its writes. A child of one mutation has no joined compares. */
    int weight() {
        return Math.max(mutations.size() == 1 ? guards.size() : compares(), writes);
    }

    private int compares() {
        return guards.size() - joinable + neighbours.compares();
    }

    @Nullable
    RangeUnchangedSince rangeGuard() {
        return mutations.get(0).rangeGuard();
    }

    /**
     * Adds the mutation unless the child would be too heavy.
     *
     * @param heaviest the largest weight that the child may have
     * @return whether the mutation was added
     */
    boolean add(int place, Mutation mutation, int heaviest) {
        int more = 0;
        for (Guard guard : mutation.guards()) {
            more += isNew(guard) ? moreCompares(guard) : 0;
        }
        if (compares() + more > heaviest || writes + mutation.writes().size() > heaviest) {
            return false;
        }
        take(place, mutation);
        return true;
    }

    private int moreCompares(Guard guard) {
        return NeighbouringPorts.joins(guard) ? neighbours.more(guard) : 1;
    }

    private void take(int place, Mutation mutation) {
        for (Guard guard : mutation.guards()) {
            if (isNew(guard)) {
                guards.add(guard);
                if (NeighbouringPorts.joins(guard)) {
                    neighbours.add(guard);
                    joinable++;
                }
                if (guard instanceof Unchanged unchanged && !isWritten(unchanged.key(), mutation)) {
                    common.add(unchanged);
                }
            }
        }
        mutations.add(mutation);
        places.add(place);
        writes += mutation.writes().size();
    }

    private boolean isNew(Guard guard) {
        return !(guard instanceof RangeUnchangedSince)
                && !(guard instanceof Unchanged unchanged && isAmongCommon(unchanged));
    }

    private boolean isAmongCommon(Unchanged guard) {
        for (Unchanged other : common) {
            if (other.entry().modRevision() == guard.entry().modRevision()
                    && other.key().equals(guard.key())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWritten(Key key, Mutation mutation) {
        for (Write write : mutation.writes()) {
            if (key.equals(write.key())) {
                return true;
            }
        }
        return false;
    }
}
