package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import java.time.Instant;
import java.util.UUID;

/**
 * A new service. A plan on records that may be old does no harm: the transaction compares that no service has changed since,
 * and the answer shows nothing but the service itself.
 */
final class CreateServiceOperation implements Operation<ServiceStatus> {
    private final Space space;
    private final Service service;
    private final Registry registry;

    /** The create was sent, and its fate is unknown. */
    private boolean uncertain;

    CreateServiceOperation(Space space, ServiceDefinition definition, UUID id, Instant created, Registry registry) {
        this.space = space;
        this.service = new Service(definition.name(), definition.description(), definition.range(), created, id);
        this.registry = registry;
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
    public Step<ServiceStatus> plan(View view, boolean proven) {
        Entry<Service> existing = records().service(service.name());
        if (existing != null) {
            return existing.value().id().equals(service.id())
                    ? new Step.Answer<>(new ServiceStatus(existing, records().counts(service.range())))
                    : new Step.Refuse<>(new Refusal.ServiceExists(existing.value()));
        }
        if (uncertain) {
            // Never created, or created and deleted by somebody: to create it now might bring it back from the dead.
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        Refusal refusal = Services.refusalOfRange(records(), service.name(), service.range());
        return refusal == null
                ? new Step.Send<>(Mutations.createService(space, service, registry.revision()))
                : new Step.Refuse<>(refusal);
    }

    @Override
    public Step<ServiceStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(new ServiceStatus(
                mutation.entry(Service.class, revision),
                new PortCounts(service.range().size(), 0, 0)));
    }

    @Override
    public void unresolved(Mutation mutation) {
        uncertain = true;
    }
}
