package io.portmaster.allocation;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.registry.SpaceView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves an allocation to the pair of the store's leases that carries its client's lease now. */
final class FollowPairOperation implements Operation<Void> {
    private final Entry<Allocation> target;
    private final Lease lease;
    private final Executions executions;

    /** @param target on the client's lease, and on a former pair */
    FollowPairOperation(Entry<Allocation> target, Lease lease, Executions executions) {
        this.target = target;
        this.lease = lease;
        this.executions = executions;
    }

    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public Space space() {
        return target.space();
    }

    /** There is nothing to do for an allocation that has gone, has been moved meanwhile, or can't be moved any more. */
    @Override
    public Step<Void> plan(SpaceView view, boolean proven) {
        LeaseAnchors anchors = executions.registry().leases().anchors(lease);
        Entry<Allocation> found = find(view);
        if (found == null || anchors == null || !anchors.areAheadOf(found) || !canMove(view, found.value())) {
            return Step.done();
        }
        return new Step.Send<>(AllocationMutations.move(
                found,
                Objects.requireNonNull(LeaseMove.indexOf(view, found.value())),
                Objects.requireNonNull(view.service(found.value().service())),
                anchors,
                executions.loop().now()));
    }

    /** Whether this release can read and write all that a move of the allocation needs. */
    static boolean canMove(SpaceView view, Allocation allocation) {
        return Refusals.newer(view, allocation) == null
                && LeaseMove.indexOf(view, allocation) != null
                && view.service(allocation.service()) != null;
    }

    private @Nullable Entry<Allocation> find(SpaceView view) {
        Entry<?> entry = view.entry(new Key.PortKey(view.space(), target.value().port()));
        Entry<Allocation> found = entry == null ? null : entry.as(Allocation.class);
        return found != null
                        && found.createRevision() == target.createRevision()
                        && lease.equals(found.value().lease())
                ? found
                : null;
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }
}
