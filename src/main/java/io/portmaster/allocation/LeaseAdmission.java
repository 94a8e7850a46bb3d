package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Lease;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Entry;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether allocations of a service may be put on a client's lease. The mutation that puts them there compares all that
 * the decision rests on, but for the number of allocations that the lease carries: what is under way at once may exceed the
 * limit.
 */
final class LeaseAdmission {
    /** How many allocations a lease carries. A store ends them all at once, and everything else waits for that. */
    static final int LIMIT = 1_000;

    private final Registry registry;

    LeaseAdmission(Registry registry) {
        this.registry = registry;
    }

    /**
     * Plans to put allocations on the lease.
     *
     * @param service their service, as the plan sees it
     * @param more how many allocations come to those that the lease carries already
     * @param put the mutation that compares the service and both anchors
     */
    <T> Step<T> plan(Lease lease, Entry<Service> service, int more, Function<LeaseAnchors, Mutation> put) {
        LeaseAnchors anchors = registry.leases().anchors(lease);
        if (anchors == null || anchors.anchor().value().ending()) {
            return new Step.Refuse<>(Refusals.missing(registry, lease));
        }
        Refusal refusal = refusal(anchors, service.value(), more);
        if (refusal != null) {
            return new Step.Refuse<>(refusal);
        }
        return ServiceUpgrade.isNeeded(service.value())
                ? new Step.Upgrade<>(
                        new ServiceRef(service.space(), service.value().name()))
                : new Step.Send<>(put.apply(anchors));
    }

    private @Nullable Refusal refusal(LeaseAnchors anchors, Service service, int more) {
        Refusal newer = Refusals.newer(anchors.anchor());
        if (newer != null) {
            return newer;
        }
        if (service.reuseDelay() > anchors.linger()) {
            return new Refusal.LeaseTooShort(anchors.linger(), service.reuseDelay());
        }
        return registry.countOn(anchors.lease()) + more > LIMIT ? new Refusal.LeaseFull(LIMIT) : null;
    }
}
