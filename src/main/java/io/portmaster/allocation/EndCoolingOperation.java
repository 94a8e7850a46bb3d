package io.portmaster.allocation;

import io.portmaster.commit.CoolingMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.registry.SpaceView;
import org.jspecify.annotations.Nullable;

/** Ends the cooling of a port that nobody holds, so that anybody can get it. */
final class EndCoolingOperation implements Operation<Void> {
    private final ServiceRef service;
    private final int port;
    private final Precondition precondition;

    /** The record that a delete was sent for. A newer one is of another cooling, which this client doesn't know of. */
    private @Nullable Entry<Cooling> target;

    /** Whether this operation has sent a delete of the target and never learned its outcome. */
    private boolean unresolved;

    EndCoolingOperation(ServiceRef service, int port, Precondition precondition) {
        this.service = service;
        this.port = port;
        this.precondition = precondition;
    }

    /** The port may cool once more. On old records a conflict couldn't tell which cooling is meant. */
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
        Entry<Cooling> found = find(view);
        if (target != null && isTarget(view.entry(key(view)))) {
            // The record stands: what was sent for it did nothing.
            unresolved = false;
        } else if (target != null) {
            // A record that can't be read may still be that cooling.
            boolean ended = unresolved && Refusals.unreadable(view, port) == null;
            return ended ? Step.done() : new Step.Refuse<>(missing(view));
        }
        if (found == null) {
            return new Step.Refuse<>(
                    view.service(service.name()) == null ? Refusals.missing(view, service.name()) : missing(view));
        }
        if (precondition.fails(found.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(found.modRevision()));
        }
        Refusal newer = Refusals.newer(view, service.name());
        if (newer == null) {
            newer = Refusals.newer(port, found.value().version());
        }
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        target = found;
        return new Step.Send<>(CoolingMutations.end(found));
    }

    private @Nullable Entry<Cooling> find(SpaceView view) {
        boolean held = view.entry(new Key.PortKey(view.space(), port)) != null;
        Entry<Cooling> found = held ? null : view.cooling(port);
        return found == null || !found.value().service().equals(service.name()) ? null : found;
    }

    private Key.CoolingKey key(SpaceView view) {
        return new Key.CoolingKey(view.space(), port);
    }

    private boolean isTarget(@Nullable Entry<?> entry) {
        return entry != null && target != null && entry.modRevision() == target.modRevision();
    }

    private Refusal missing(SpaceView view) {
        Refusal unreadable = Refusals.unreadable(view, port);
        return unreadable == null ? new Refusal.PortNotCooling(port) : unreadable;
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
