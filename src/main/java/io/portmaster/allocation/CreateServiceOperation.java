package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import java.time.Instant;
import java.util.UUID;

/**
 * Creates a service. A plan on records that may be old does no harm: the transaction compares that no service has changed
 * since, and the answer shows nothing but the service itself.
 */
final class CreateServiceOperation extends ServiceOperation<ServiceStatus> {
    private final Service created;

    /** Whether this operation has sent a create and never learned its outcome. */
    private boolean unresolved;

    /** @param id random */
    CreateServiceOperation(Space space, ServiceDefinition definition, UUID id, Instant now, Registry registry) {
        super(new ServiceRef(space, definition.name()), registry);
        this.created = new Service(
                definition.name(),
                definition.description(),
                definition.ports(),
                definition.reserved(),
                definition.reuseDelay(),
                definition.busyDelay(),
                definition.offerTtl(),
                now,
                id);
    }

    @Override
    Step<ServiceStatus> plan(SpaceRecords records) {
        Entry<Service> existing = records.service(created.name());
        if (existing != null) {
            return existing.value().id().equals(created.id())
                    ? new Step.Answer<>(new ServiceStatus(existing, records.counts(created)))
                    : new Step.Refuse<>(new Refusal.ServiceExists(existing.value()));
        }
        if (unresolved) {
            // The service was never created, or somebody has deleted it: a second create would bring it back.
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        Refusal refusal = refusalOfPorts(records, created.ports(), created.reserved());
        return refusal == null
                ? new Step.Send<>(ServiceMutations.create(space(), created, revision()))
                : new Step.Refuse<>(refusal);
    }

    @Override
    public Step<ServiceStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(new ServiceStatus(
                mutation.entry(Service.class, revision),
                new PortCounts(
                        created.ports().size(), 0, 0, 0, created.reserved().size())));
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
