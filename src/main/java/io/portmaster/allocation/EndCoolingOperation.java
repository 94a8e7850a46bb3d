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
        if (target != null && (found == null || found.modRevision() != target.modRevision())) {
            return unresolved ? Step.done() : new Step.Refuse<>(missing(view));
        }
        unresolved = false;
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

    private Refusal missing(SpaceView view) {
        return new PortReference.ByNumber(port).free(view);
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return Step.done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolved = true;
    }
}
