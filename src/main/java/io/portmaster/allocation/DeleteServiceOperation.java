package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service goes, and with {@code force} all that it holds. */
final class DeleteServiceOperation implements Operation<Void> {
    private final Space space;
    private final Name name;
    private final boolean force;
    private final Precondition precondition;
    private final Registry registry;

    /** The service that a delete was sent for. Another one of the same name is not this client's to delete. */
    private @Nullable Entry<Service> target;

    /** A delete of the target was sent whose fate is unknown. */
    private boolean uncertain;

    DeleteServiceOperation(ServiceRef service, boolean force, Precondition precondition, Registry registry) {
        this.space = service.space();
        this.name = service.name();
        this.force = force;
        this.precondition = precondition;
        this.registry = registry;
    }

    @Override
    public boolean looksOnlyWhenProven() {
        return true;
    }

    @Override
    public boolean takesTurns() {
        return true;
    }

    @Override
    public Space space() {
        return space;
    }

    private SpaceRecords records() {
        return registry.records(space);
    }

    @Override
    public Step<Void> plan(View view, boolean proven) {
        Entry<Service> service = records().service(name);
        if (service == null || isAnother(service.value())) {
            return uncertain ? done() : new Step.Refuse<>(gone(view, service));
        }
        // Found as it was when the delete was sent: nothing came of that.
        uncertain &= target != null && service.modRevision() != target.modRevision();
        if (precondition.fails(service.modRevision())) {
            return new Step.Refuse<>(new Refusal.PreconditionFailed(service.modRevision()));
        }
        Refusal newer = NewerRecords.refusal(records(), name);
        if (newer == null && force) {
            newer = NewerRecords.refusalOfEmptying(records(), service.value().range());
        }
        if (newer != null) {
            return new Step.Refuse<>(newer);
        }
        List<Integer> inUse = records().occupiedPorts(service.value().range(), Refusal.MAX_NAMED);
        if (!force && !inUse.isEmpty()) {
            return new Step.Refuse<>(new Refusal.ServiceInUse(name, inUse));
        }
        target = service;
        return new Step.Send<>(Mutations.deleteService(service, force));
    }

    private Refusal gone(View view, @Nullable Entry<Service> another) {
        return another == null ? Services.missing(view, name) : new Refusal.ServiceNotFound(name);
    }

    private boolean isAnother(Service found) {
        return target != null && !target.value().id().equals(found.id());
    }

    @Override
    public Step<Void> committed(Mutation mutation, long revision) {
        return done();
    }

    @Override
    public void unresolved(Mutation mutation) {
        uncertain = true;
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Step<Void> done() {
        return new Step.Answer<>(null);
    }
}
