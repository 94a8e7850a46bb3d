package io.portmaster.commit;

import io.portmaster.domain.PortRange;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects mutations that may share one transaction. A store makes all compares of a transaction before its first write. So no
 * mutation of a batch may write a key that another one compares or writes. Changes of services compare and write ranges of
 * keys: they share a transaction only with each other, and only if the port ranges that they put don't overlap. Then each of
 * them may take effect without the others.
 */
public final class Batch {
    private final BatchLimits limits;
    private final List<Mutation> members = new ArrayList<>();
    private final Set<Key> written = new HashSet<>();
    private final Set<Key> touched = new HashSet<>();

    /** The port ranges of the services that the batch puts. */
    private final List<KeyRange.Ports> owned = new ArrayList<>();

    private int heaviest;
    private int bytes;

    public Batch(BatchLimits limits) {
        this.limits = limits;
    }

    public List<Mutation> members() {
        return members;
    }

    /** Whether there is room for one more mutation that is no heavier than the heaviest member. */
    public boolean hasRoom() {
        return hasRoom(heaviest, 0);
    }

    /**
     * Adds the mutation if it {@link #fits}.
     *
     * @return whether it was added
     */
    public boolean add(Mutation mutation) {
        int more = mutation.bytes();
        if (!fits(mutation, more)) {
            return false;
        }
        members.add(mutation);
        heaviest = Math.max(heaviest, mutation.weight());
        bytes += more;
        for (Guard guard : mutation.guards()) {
            Key key = guard.key();
            if (key != null) {
                touched.add(key);
            }
        }
        for (Write write : mutation.writes()) {
            Key key = write.key();
            if (key != null) {
                touched.add(key);
                written.add(key);
            }
        }
        if (mutation.kind().changesServices()) {
            owned.addAll(rangesAfter(mutation));
        }
        return true;
    }

    /** Whether the mutation may join the members. */
    public boolean fits(Mutation mutation) {
        return fits(mutation, mutation.bytes());
    }

    private boolean fits(Mutation mutation, int moreBytes) {
        if (members.isEmpty()) {
            return true;
        }
        boolean changesServices = mutation.kind().changesServices();
        return hasRoom(mutation.weight(), moreBytes)
                && changesServices == members.get(0).kind().changesServices()
                && !collides(mutation)
                && (!changesServices || isDisjoint(mutation));
    }

    private boolean hasRoom(int weight, int moreBytes) {
        return members.size() + 1 + Math.max(heaviest, weight) <= limits.operations()
                && bytes + moreBytes <= limits.bytes();
    }

    private boolean collides(Mutation mutation) {
        for (Write write : mutation.writes()) {
            if (touched.contains(write.key())) {
                return true;
            }
        }
        for (Guard guard : mutation.guards()) {
            if (written.contains(guard.key())) {
                return true;
            }
        }
        return false;
    }

    private boolean isDisjoint(Mutation mutation) {
        for (KeyRange.Ports range : rangesAfter(mutation)) {
            for (KeyRange.Ports other : owned) {
                if (range.space().equals(other.space()) && range.ports().overlaps(other.ports())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The port ranges of the service that the mutation puts. Empty if the mutation deletes a service. */
    private static List<KeyRange.Ports> rangesAfter(Mutation mutation) {
        List<KeyRange.Ports> ranges = new ArrayList<>(1);
        for (Write write : mutation.writes()) {
            if (write instanceof Write.Put put && put.value() instanceof Service service) {
                for (PortRange range : service.ports().ranges()) {
                    ranges.add(new KeyRange.Ports(((Key.ServiceKey) put.key()).space(), range));
                }
            }
        }
        return ranges;
    }
}
