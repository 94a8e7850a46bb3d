package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutations;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a service another description or range. */
final class ChangeServiceOperation extends ServiceOperation<ServiceStatus> {
    private final ServiceChange change;
    private final Precondition precondition;

    /** The change that this operation has sent without learning its outcome. Null if there is none. */
    private @Nullable Mutation unresolvedChange;

    ChangeServiceOperation(ServiceRef service, ServiceChange change, Precondition precondition, Registry registry) {
        super(service, registry);
        this.change = change;
        this.precondition = precondition;
    }

    @Override
    public boolean needsProof() {
        return true;
    }

    @Override
    Step<ServiceStatus> plan(SpaceRecords records) {
        Entry<Service> before = records.service(service().name());
        if (unresolvedChange != null) {
            if (before != null && before.value().equals(unresolvedChange.after(Service.class))) {
                return new Step.Answer<>(ServiceStatus.of(records, before));
            }
            if (before == null
                    || before.modRevision()
                            != unresolvedChange.before(Service.class).modRevision()) {
                // Somebody else has changed the service since, perhaps after this change: a second try might undo
                // theirs.
                return new Step.Refuse<>(new Refusal.OutcomeUnknown());
            }
            unresolvedChange = null;
        }
        if (before == null) {
            return new Step.Refuse<>(Refusals.missing(records, service().name()));
        }
        Refusal refusal = refusal(records, before);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        Service after = changed(before.value());
        if (after.equals(before.value())) {
            return new Step.Answer<>(ServiceStatus.of(records, before));
        }
        return new Step.Send<>(Mutations.changeService(before, after, revision()));
    }

    private @Nullable Refusal refusal(SpaceRecords records, Entry<Service> before) {
        Service current = before.value();
        if (precondition.fails(before.modRevision())) {
            return new Refusal.PreconditionFailed(before.modRevision());
        }
        Refusal newer = Refusals.newer(records, service().name());
        if (newer != null) {
            return newer;
        }
        if (change.created() != null && !change.created().equals(current.created())) {
            return new Refusal.ReadOnly("created");
        }
        if (change.ports() != null && change.ports().total() != current.ports().size()) {
            return new Refusal.ReadOnly("ports");
        }
        if (start(current) > end(current)) {
            return new Refusal.EmptyRange(start(current), end(current));
        }
        PortRange range = new PortRange(start(current), end(current));
        Refusal overlap = refusalOfRange(records, range);
        return overlap != null
                ? overlap
                : refusalOfDropping(records, current.ports().minus(PortSet.of(range)), range);
    }

    private static @Nullable Refusal refusalOfDropping(SpaceRecords records, PortSet dropped, PortRange range) {
        List<Integer> inTheWay = records.portsInUse(dropped, Refusal.MAX_NAMED);
        return inTheWay.isEmpty() ? null : new Refusal.RangeInUse(range, inTheWay);
    }

    private Service changed(Service current) {
        return new Service(
                        service().name(),
                        change.describes() ? change.description() : current.description(),
                        PortSet.of(new PortRange(start(current), end(current))),
                        current.reserved(),
                        current.reuseDelay(),
                        current.busyDelay(),
                        current.offerTtl(),
                        current.created(),
                        current.id())
                .atLeast(current.version());
    }

    private int start(Service current) {
        return change.start() == null ? current.ports().lowest() : change.start();
    }

    private int end(Service current) {
        return change.end() == null ? current.ports().highest() : change.end();
    }

    @Override
    public Step<ServiceStatus> committed(Mutation mutation, long revision) {
        return new Step.Answer<>(ServiceStatus.of(records(), mutation.entry(Service.class, revision)));
    }

    @Override
    public void unresolved(Mutation mutation) {
        unresolvedChange = mutation;
    }
}
