package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another description or range for a service. Planned on proven views only: it depends on all services at once. */
final class ChangeServiceOperation implements Operation<ServiceStatus> {
    private final Space space;
    private final Name name;
    private final ServiceChange change;
    private final Precondition precondition;
    private final Registry registry;

    /** A change that was sent, and whose fate is unknown. */
    private @Nullable Mutation uncertain;

    ChangeServiceOperation(ServiceRef service, ServiceChange change, Precondition precondition, Registry registry) {
        this.space = service.space();
        this.name = service.name();
        this.change = change;
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
    public Step<ServiceStatus> plan(View view, boolean proven) {
        Entry<Service> before = records().service(name);
        if (uncertain != null) {
            if (before != null && before.value().equals(uncertain.after(Service.class))) {
                return new Step.Answer<>(status(before));
            }
            if (before == null
                    || before.modRevision() != uncertain.before(Service.class).modRevision()) {
                // Somebody else has changed it since, perhaps on top of this: to do it again might undo theirs.
                return new Step.Refuse<>(new Refusal.OutcomeUnknown());
            }
            uncertain = null;
        }
        if (before == null) {
            return new Step.Refuse<>(Services.missing(view, name));
        }
        Service current = before.value();
        Refusal refusal = refusal(before);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        Service after = changed(current);
        if (after.equals(current)) {
            return new Step.Answer<>(status(before));
        }
        return new Step.Send<>(Mutations.changeService(before, after, registry.revision()));
    }

    private @Nullable Refusal refusal(Entry<Service> before) {
        Service current = before.value();
        if (precondition.fails(before.modRevision())) {
            return new Refusal.PreconditionFailed(before.modRevision());
        }
        Refusal newer = NewerRecords.refusal(records(), name);
        if (newer != null) {
            return newer;
        }
        if (change.created() != null && !change.created().equals(current.created())) {
            return new Refusal.ReadOnly("created");
        }
        if (change.ports() != null && change.ports().total() != current.range().size()) {
            return new Refusal.ReadOnly("ports");
        }
        if (start(current) > end(current)) {
            return new Refusal.EmptyRange(start(current), end(current));
        }
        PortRange range = new PortRange(start(current), end(current));
        Refusal overlap = Services.refusalOfRange(records(), name, range);
        return overlap != null ? overlap : refusalOfDropping(current.range().minus(range), range);
    }

    private @Nullable Refusal refusalOfDropping(List<PortRange> dropped, PortRange range) {
        List<Integer> inTheWay = dropped.stream()
                .flatMap(part -> records().occupiedPorts(part, Refusal.MAX_NAMED).stream())
                .limit(Refusal.MAX_NAMED)
                .toList();
        return inTheWay.isEmpty() ? null : new Refusal.RangeInUse(range, inTheWay);
    }

    private Service changed(Service current) {
        return new Service(
                name,
                change.describes() ? change.description() : current.description(),
                new PortRange(start(current), end(current)),
                current.created(),
                current.id());
    }

    private int start(Service current) {
        return change.start() == null ? current.range().start() : change.start();
    }

    private int end(Service current) {
        return change.end() == null ? current.range().end() : change.end();
    }

    @Override
    public Step<ServiceStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(status(mutation.entry(Service.class, revision)));
    }

    @Override
    public void unresolved(Mutation mutation) {
        uncertain = mutation;
    }

    private ServiceStatus status(Entry<Service> entry) {
        PortCounts counts = records().counts(entry.value().range());
        return new ServiceStatus(entry, counts);
    }
}
