package io.portmaster.allocation;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.loop.Loop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves allocations to another client's lease, or takes them off theirs. That needs the request's precondition: without it a
 * request from before could move them back.
 */
final class LeaseMove {
    private final LeaseWish wish;
    private final Precondition precondition;
    private final LeaseAdmission admission;
    private final Loop loop;

    LeaseMove(LeaseWish wish, Precondition precondition, LeaseAdmission admission, Loop loop) {
        this.wish = wish;
        this.precondition = precondition;
        this.admission = admission;
        this.loop = loop;
    }

    /** Whether the request wants one of the allocations elsewhere than it is. */
    boolean isAsked(List<Entry<Allocation>> allocations) {
        return allocations.stream().anyMatch(this::isElsewhere);
    }

    private boolean isElsewhere(Entry<Allocation> allocation) {
        return !(wish instanceof LeaseWish.Unchanged)
                && !Objects.equals(allocation.value().lease(), wanted());
    }

    private @Nullable Lease wanted() {
        return wish instanceof LeaseWish.On on ? on.lease() : null;
    }

    /** @param allocations of one service */
    <T> Step<T> plan(SpaceView view, List<Entry<Allocation>> allocations) {
        List<Entry<Allocation>> moved =
                allocations.stream().filter(this::isElsewhere).toList();
        Refusal refusal = refusal(view, moved);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        List<Entry<Value.Index>> indexes = new ArrayList<>();
        for (Entry<Allocation> allocation : moved) {
            Entry<Value.Index> index = indexOf(view, allocation.value());
            if (index == null) {
                return new Step.Refuse<>(new Refusal.RecordUnreadable(
                        "the name " + allocation.value().name()));
            }
            indexes.add(index);
        }
        return wish instanceof LeaseWish.On on
                ? move(view, moved, indexes, on.lease())
                : new Step.Send<>(AllocationMutations.takeOff(moved, indexes));
    }

    private @Nullable Refusal refusal(SpaceView view, List<Entry<Allocation>> moved) {
        for (Entry<Allocation> allocation : moved) {
            if (precondition.equals(Precondition.NONE)) {
                return new Refusal.OnOtherLease(allocation.value().lease(), allocation.modRevision());
            }
            if (precondition.fails(allocation.modRevision())) {
                return new Refusal.PreconditionFailed(allocation.modRevision());
            }
        }
        return Refusals.newer(view, moved);
    }

    private <T> Step<T> move(
            SpaceView view, List<Entry<Allocation>> moved, List<Entry<Value.Index>> indexes, Lease lease) {
        Name name = moved.get(0).value().service();
        Entry<Service> service = view.service(name);
        return service == null
                ? new Step.Refuse<>(Refusals.missing(view, name))
                : admission.plan(
                        lease,
                        service,
                        moved.size(),
                        anchors -> AllocationMutations.move(moved, indexes, service, anchors, loop.now()));
    }

    /** The allocation's index entry. Null if the view has another one. */
    static @Nullable Entry<Value.Index> indexOf(SpaceView view, Allocation allocation) {
        Entry<?> entry = view.entry(new Key.InstanceIndex(view.space(), allocation.service(), allocation.name()));
        Entry<Value.Index> index = entry == null ? null : entry.as(Value.Index.class);
        return index == null || index.value().port() != allocation.port() ? null : index;
    }
}
