package io.portmaster.allocation;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends an allocation. Its port cools if its service asks for that. */
final class ReleaseOperation implements Operation<Void> {
    private final ServiceRef service;
    private final PortReference port;
    private final Precondition precondition;
    private final @Nullable Lease onlyOn;
    private final Executions executions;

    /**
     * The record that a release was sent for. Another record of the same port belongs to another owner, and this client must not
     * remove it.
     */
    private @Nullable Entry<Allocation> target;

    /** Whether this operation has sent a release of the target and never learned its outcome. */
    private boolean unresolved;

    /** @param onlyOn the client's lease that the allocation has to be on, or else it is left alone; null for any, and for none */
    ReleaseOperation(
            ServiceRef service,
            PortReference port,
            Precondition precondition,
            @Nullable Lease onlyOn,
            Executions executions) {
        this.service = service;
        this.port = port;
        this.precondition = precondition;
        this.onlyOn = onlyOn;
        this.executions = executions;
    }

    /**
     * A port or a name may have a new owner. On old records a conflict couldn't tell whether that owner came before this
     * request, and is meant, or after it.
     */
    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    public Space space() {
        return service.space();
    }

    @Override
    public Step<Void> plan(SpaceView view, boolean proven) {
        Entry<Allocation> found = find(view);
        if (target != null) {
            if (found == null || found.createRevision() != target.createRevision()) {
                // A record that can't be read may still be the allocation.
                boolean released = unresolved && port.unreadable(view, service.name()) == null;
                return released ? Step.done() : new Step.Refuse<>(port.missing(view, service.name()));
            }
            // The record stands: what was sent for it did nothing.
            unresolved = false;
        }
        if (found == null) {
            return new Step.Refuse<>(
                    view.service(service.name()) == null
                            ? Refusals.missing(view, service.name())
                            : port.missing(view, service.name()));
        }
        if (precondition.fails(found.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(found.modRevision()));
        }
        Refusal newer = Refusals.newer(view, found.value());
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        target = found;
        return release(view, found);
    }

    private @Nullable Entry<Allocation> find(SpaceView view) {
        Entry<Holding> holding = port.in(view, service.name());
        Entry<Allocation> found = holding == null ? null : holding.as(Allocation.class);
        return found == null || onlyOn == null || onlyOn.equals(found.value().lease()) ? found : null;
    }

    /**
     * The release compares the service, or that there is none, though no cooling begins: a delay that is set while it is under
     * way would be lost otherwise.
     */
    private Step<Void> release(SpaceView view, Entry<Allocation> allocation) {
        Entry<?> owner = view.entry(new Key.ServiceKey(view.space(), service.name()));
        if (owner != null && owner.value() instanceof Value.Unreadable) {
            // Nobody knows for how long the service's ports cool.
            return new Step.Refuse<>(Refusals.unreadable(service.name()));
        }
        return executions
                .sharedLeases()
                .withRests(
                        cooling(owner, allocation.value()),
                        rests -> new Step.Send<>(
                                AllocationMutations.release(allocation, owner, rests.isEmpty() ? null : rests.get(0))));
    }

    private List<Cooling> cooling(@Nullable Entry<?> owner, Allocation ended) {
        return owner == null || !(owner.value() instanceof Service asks) || asks.reuseDelay() == 0
                ? List.of()
                : List.of(new Cooling(
                        ended.port(),
                        ended.service(),
                        ended.name(),
                        Cooling.Reason.RELEASED,
                        asks.reuseDelay(),
                        executions.loop().now()));
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolved = true;
    }

    @Override
    public boolean leavesSomething() {
        return unresolved;
    }
}
