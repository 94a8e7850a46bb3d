package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes a service, and with {@code force} its offers, its allocations and the cooling of its ports. */
final class DeleteServiceOperation extends ServiceOperation<Void> {
    private final boolean force;
    private final Precondition precondition;

    /** The service that a delete was sent for. Another one of the same name is not this client's to delete. */
    private @Nullable Entry<Service> target;

    /** Whether this operation has sent a delete of the target and never learned its outcome. */
    private boolean unresolved;

    DeleteServiceOperation(ServiceRef service, boolean force, Precondition precondition, Registry registry) {
        super(service, registry);
        this.force = force;
        this.precondition = precondition;
    }

    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    Step<Void> plan(SpaceRecords records) {
        Entry<Service> found = records.service(service().name());
        if (found == null || isAnother(found.value())) {
            return unresolved ? Step.done() : new Step.Refuse<>(gone(records, found));
        }
        // The service is as it was when the delete was sent: that delete did nothing.
        unresolved &= target != null && found.modRevision() != target.modRevision();
        if (precondition.fails(found.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(found.modRevision()));
        }
        Refusal newer = Refusals.newer(records, service().name());
        if (newer == null && force) {
            newer = refusalOfEmptying(records, found.value().ports());
        }
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        List<Integer> inUse = records.portsInUse(found.value().ports(), Refusal.MAX_NAMED);
        if (!force && !inUse.isEmpty()) {
            return new Step.Refuse<>(new Refusal.ServiceInUse(service().name(), inUse));
        }
        target = found;
        return new Step.Send<>(ServiceMutations.delete(found, force));
    }

    private Refusal gone(SpaceRecords records, @Nullable Entry<Service> another) {
        return another == null
                ? Refusals.missing(records, service().name())
                : new Refusal.ServiceNotFound(service().name());
    }

    private boolean isAnother(Service found) {
        return target != null && !target.value().id().equals(found.id());
    }

    /** The refusal of a forced delete, if a newer release has written a record of its ports; otherwise null. */
    private static @Nullable Refusal refusalOfEmptying(SpaceRecords records, PortSet ports) {
        for (int port : records.portsInUse(ports, ports.size())) {
            Refusal newer = newer(records, port, new Key.PortKey(records.space(), port));
            if (newer == null) {
                newer = newer(records, port, new Key.CoolingKey(records.space(), port));
            }
            if (newer != null) {
                return newer;
            }
        }
        return null;
    }

    private static @Nullable Refusal newer(SpaceRecords records, int port, Key key) {
        Entry<?> entry = records.entry(key);
        return entry == null ? null : Refusals.newer(port, entry.value().version());
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
