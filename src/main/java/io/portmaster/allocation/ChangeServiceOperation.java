package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the description, the ports or the delays of a service. */
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
        return new Step.Send<>(ServiceMutations.change(before, after, revision()));
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
        Refusal unclear = refusalOfBounds(current.ports());
        if (unclear != null) {
            return unclear;
        }
        PortSet wanted = ports(current);
        Refusal forbidden = refusalOfPorts(records, wanted, reserved(current));
        return forbidden != null
                ? forbidden
                : refusalOfDropping(records, current.ports().minus(wanted), wanted);
    }

    /** The refusal of a start and an end that give no range; null if they give one, or if the change names all ranges. */
    private @Nullable Refusal refusalOfBounds(PortSet current) {
        if (change.ranges() != null) {
            return null;
        }
        int start = start(current);
        int end = end(current);
        if (start > end) {
            return new Refusal.EmptyRange(start, end);
        }
        boolean unchanged = start == current.lowest() && end == current.highest();
        return unchanged || current.ranges().size() == 1 ? null : new Refusal.SeveralRanges(current);
    }

    private static @Nullable Refusal refusalOfDropping(SpaceRecords records, PortSet dropped, PortSet wanted) {
        List<Integer> inTheWay = records.portsInUse(dropped, Refusal.MAX_NAMED);
        return inTheWay.isEmpty() ? null : new Refusal.RangeInUse(wanted, inTheWay);
    }

    private Service changed(Service current) {
        return new Service(
                        service().name(),
                        change.describes() ? change.description() : current.description(),
                        ports(current),
                        reserved(current),
                        change.reuseDelay() == null ? current.reuseDelay() : change.reuseDelay(),
                        change.busyDelay() == null ? current.busyDelay() : change.busyDelay(),
                        change.setsOfferTtl() ? change.offerTtl() : current.offerTtl(),
                        current.created(),
                        current.id())
                .atLeast(current.version());
    }

    /** All ports that the service is to have. The start and the end are in order, see {@link #refusalOfBounds}. */
    private PortSet ports(Service current) {
        if (change.ranges() != null) {
            return change.ranges();
        }
        return current.ports().ranges().size() == 1
                ? PortSet.of(new PortRange(start(current.ports()), end(current.ports())))
                : current.ports();
    }

    private PortSet reserved(Service current) {
        return change.reserved() == null ? current.reserved() : change.reserved();
    }

    private int start(PortSet current) {
        return change.start() == null ? current.lowest() : change.start();
    }

    private int end(PortSet current) {
        return change.end() == null ? current.highest() : change.end();
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
