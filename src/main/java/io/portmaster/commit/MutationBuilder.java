package io.portmaster.commit;

import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Write.Delete;
import io.portmaster.commit.Write.Put;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The guards and writes of a mutation, while it is made: single ones, and those that mutations of several kinds have. */
final class MutationBuilder {
    private final List<Guard> guards = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();

    void require(Guard guard) {
        guards.add(guard);
    }

    void require(Entry<?> unchanged) {
        guards.add(new Unchanged(unchanged));
    }

    /** The lease stands, and nobody ends it. */
    void require(LeaseAnchors anchors) {
        require(anchors.anchor());
        require(anchors.companion());
    }

    void requireAbsent(Key key) {
        guards.add(new Absent(key));
    }

    /** The port doesn't cool, or its cooling is as its former owner has seen it. */
    void requireNoCooling(Space space, Claimed claimed) {
        Entry<Cooling> former = claimed.former();
        if (former == null) {
            requireAbsent(new CoolingKey(space, claimed.holding().port()));
        } else {
            require(former);
        }
    }

    void write(Write write) {
        writes.add(write);
    }

    void put(Key key, Value value, Lease lease) {
        writes.add(new Put(key, value, lease));
    }

    void delete(Key key) {
        writes.add(new Delete(key));
    }

    /** Deletes the holding and its index, if nobody has changed it. */
    void remove(Entry<? extends Holding> holding) {
        require(holding);
        delete(holding.key());
        delete(holding.value().indexKey(holding.space()));
    }

    void cool(Space space, Rest rest) {
        put(new CoolingKey(space, rest.cooling().port()), rest.cooling(), rest.lease());
    }

    /** Puts the cooling that takes over when the client's lease ends. */
    void letLinger(Space space, Allocation allocation, LeaseAnchors anchors, Instant now) {
        put(
                new CoolingKey(space, allocation.port()),
                Cooling.after(allocation, anchors.lease(), anchors.linger(), now),
                anchors.carrier().companion());
    }

    Mutation build(Mutation.Kind kind) {
        return build(kind, false);
    }

    Mutation build(Mutation.Kind kind, boolean contested) {
        return new Mutation(kind, List.copyOf(guards), List.copyOf(writes), contested);
    }
}
