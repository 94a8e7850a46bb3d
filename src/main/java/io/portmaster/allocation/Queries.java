package io.portmaster.allocation;

import io.portmaster.commit.LeaseStore;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All reads that a node can be asked for. Their threads, deadlines and refusals are those of {@link Allocator}. */
public final class Queries {
    private final Executions executions;
    private final LeaseStore leases;

    /** @param leases tells when a client's lease ends */
    public Queries(Executions executions, LeaseStore leases) {
        this.executions = executions;
        this.leases = leases;
    }

    /**
     * The services of a space, in the order of their names.
     *
     * @param after only names after this one; null for all
     */
    public CompletableFuture<Reading<Page<ServiceStatus>>> services(
            RequestContext caller, Freshness freshness, Space space, @Nullable Name after, int limit) {
        return executions.read(caller, freshness, space, new ServiceListQuery(after, limit));
    }

    public CompletableFuture<Reading<ServiceStatus>> service(
            RequestContext caller, Freshness freshness, ServiceRef service) {
        return executions.read(caller, freshness, service.space(), new ServiceQuery(service.name()));
    }

    /**
     * The offers, allocations and cooling ports of a space that the filter lets through, in the order of the ports. The list is
     * empty if the filter has a service that doesn't exist.
     *
     * @param after only ports above this one; 0 for all
     */
    public CompletableFuture<Reading<Page<PortStatus>>> ports(
            RequestContext caller, Freshness freshness, Space space, PortFilter filter, int after, int limit) {
        return executions.read(caller, freshness, space, new PortListQuery(filter, after, limit));
    }

    /** Like {@link #ports}, of a service that has to exist. It takes the place of the filter's service. */
    public CompletableFuture<Reading<Page<PortStatus>>> portsOf(
            RequestContext caller, Freshness freshness, ServiceRef service, PortFilter filter, int after, int limit) {
        PortListQuery ports = new PortListQuery(filter.of(service.name()), after, limit);
        return executions.read(caller, freshness, service.space(), new ServicePortListQuery(service.name(), ports));
    }

    /** The open offers of one secret: one, or those of a group that still exist, in the order of the group's names. */
    public CompletableFuture<Reading<List<Entry<Holding>>>> offersBySecret(
            RequestContext caller, Freshness freshness, ServiceRef service, Secret secret) {
        return executions.read(caller, freshness, service.space(), new OfferQuery(service.name(), secret));
    }

    /** The allocation of that port or name in that service. */
    public CompletableFuture<Reading<PortStatus>> allocation(
            RequestContext caller, Freshness freshness, ServiceRef service, PortReference port) {
        return executions.read(caller, freshness, service.space(), new AllocationQuery(service.name(), port));
    }

    /** The offer, allocation or cooling of a port of the space. Any service may have the port. */
    public CompletableFuture<Reading<PortStatus>> port(
            RequestContext caller, Freshness freshness, Space space, int port) {
        return executions.read(caller, freshness, space, new PortQuery(port));
    }

    /** A client's lease, and the allocations that are on it. A stale read doesn't tell when it ends. */
    public CompletableFuture<Reading<LeaseContent>> lease(RequestContext caller, Freshness freshness, Lease lease) {
        return switch (freshness) {
            case LINEARIZABLE ->
                executions
                        .run(caller, new ReadLeaseOperation(caller, lease, executions, leases))
                        .thenApply(Reading::current);
            case STALE -> executions.read(caller, freshness, () -> new LeaseQuery(lease).answer(executions.registry()));
        };
    }

    /**
     * The leases of clients, in the order of their numbers, without the times of their ends.
     *
     * @param after only leases above this one; {@link Lease#NONE} for all
     * @param labels the leases must have all of these
     */
    public CompletableFuture<Reading<Page<LeaseStatus>>> leases(
            RequestContext caller, Freshness freshness, Lease after, int limit, Map<String, String> labels) {
        LeaseListQuery query = new LeaseListQuery(after, limit, labels);
        return executions.read(caller, freshness, () -> query.answer(executions.registry()));
    }

    /**
     * A snapshot of the space's services and ports, which any thread may count. Null while nothing has been read from the
     * store.
     */
    public @Nullable Census census(Space space) {
        return executions.census(space);
    }

    /** How many leases of clients live. Negative while nothing has been read from the store. */
    public int liveLeases() {
        return executions.registry().isLoaded() ? executions.registry().leases().count() : -1;
    }

    /** The time since the records in memory were last known to be complete. Null if they never were. */
    public @Nullable Duration staleness() {
        return executions.staleness();
    }
}
