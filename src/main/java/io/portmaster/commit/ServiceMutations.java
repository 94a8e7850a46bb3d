package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.CHANGE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.CREATE_SERVICE;
import static io.portmaster.commit.Mutation.Kind.DELETE_SERVICE;

import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.commit.Write.DeleteRange;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyRange;
import io.portmaster.record.Service;
import java.util.List;

/** Makes the mutations of services. */
public final class ServiceMutations {
    private ServiceMutations() {}

    /**
     * Creates a service. It conflicts if a service of the space has changed since the plan, so ranges never overlap.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation create(Space space, Service service, long seenRevision) {
        Key key = new ServiceKey(space, service.name());
        MutationBuilder mutation = new MutationBuilder();
        mutation.requireAbsent(key);
        mutation.require(noServiceChangedSince(space, seenRevision));
        mutation.put(key, service, Lease.NONE);
        return mutation.build(CREATE_SERVICE);
    }

    /**
     * Replaces the record of a service. It conflicts if a port that the service loses is held or cools. If the service gains
     * ports, it also conflicts if a service of the space has changed since the plan.
     *
     * @param seenRevision the revision of the records that the plan saw
     */
    public static Mutation change(Entry<Service> before, Service after, long seenRevision) {
        Space space = before.space();
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(before);
        if (!before.value().ports().covers(after.ports())) {
            mutation.require(noServiceChangedSince(space, seenRevision));
        }
        for (PortRange dropped : before.value().ports().minus(after.ports()).ranges()) {
            mutation.require(new RangeUnused(new KeyRange.Ports(space, dropped)));
            mutation.require(new RangeUnused(new KeyRange.Cooling(space, dropped)));
        }
        mutation.put(before.key(), after, Lease.NONE);
        return mutation.build(CHANGE_SERVICE);
    }

    /**
     * Deletes a service.
     *
     * @param force whether its offers, its allocations and the cooling of its ports end too; otherwise it conflicts if there are
     *     any
     */
    public static Mutation delete(Entry<Service> service, boolean force) {
        Space space = service.space();
        Name name = service.value().name();
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(service);
        mutation.delete(service.key());
        for (PortRange range : service.value().ports().ranges()) {
            for (KeyRange keys : List.of(new KeyRange.Ports(space, range), new KeyRange.Cooling(space, range))) {
                if (force) {
                    mutation.write(new DeleteRange(keys));
                } else {
                    mutation.require(new RangeUnused(keys));
                }
            }
        }
        if (force) {
            mutation.write(new DeleteRange(new KeyRange.Offers(space, name)));
            mutation.write(new DeleteRange(new KeyRange.Instances(space, name)));
        }
        return mutation.build(DELETE_SERVICE);
    }

    private static Guard noServiceChangedSince(Space space, long revision) {
        return new RangeUnchangedSince(new KeyRange.Services(space), revision);
    }
}
