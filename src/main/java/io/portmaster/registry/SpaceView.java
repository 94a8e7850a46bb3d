package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one space. {@link SpaceRecords} are the registry's. The planning view adds what only this node knows. */
public interface SpaceView {
    Space space();

    /** The entry of the key, readable or not. Null if there is none, and for a key of another space or of none. */
    @Nullable
    Entry<?> entry(Key key);

    /**
     * The offers and allocations of the service that were made with one secret: one, or those of a group that still exist, in the
     * order of their places.
     *
     * @param sha256 see {@link Secret#sha256()}
     */
    List<Entry<Holding>> holdingsBySecretHash(Name service, String sha256);

    /** See {@link #holdingsBySecretHash}. */
    default List<Entry<Holding>> holdingsBySecret(Name service, Secret secret) {
        return holdingsBySecretHash(service, secret.sha256());
    }

    /** The ports of the service that cool, that nobody holds, and that the name may have back since it had them. */
    List<Entry<Cooling>> coolingOf(Name service, Name name);

    /** The offer or allocation that was made with this secret, if it is in the service. Of a group, the first. */
    default @Nullable Entry<Holding> holdingBySecret(Name service, Secret secret) {
        List<Entry<Holding>> all = holdingsBySecret(service, secret);
        return all.isEmpty() ? null : all.get(0);
    }

    default @Nullable Entry<Service> service(Name name) {
        return as(entry(new Key.ServiceKey(space(), name)), Service.class);
    }

    default @Nullable Entry<Holding> holding(int port) {
        return as(entry(new Key.PortKey(space(), port)), Holding.class);
    }

    /** The cooling record of the port, also while the port is held. */
    default @Nullable Entry<Cooling> cooling(int port) {
        return as(entry(new Key.CoolingKey(space(), port)), Cooling.class);
    }

    /** The index entry that makes the name taken; null if there is none. Its value is an {@link Value.Index}, or unreadable. */
    default @Nullable Entry<?> indexOf(Name service, Name name) {
        Entry<?> instance = entry(new Key.InstanceIndex(space(), service, name));
        return instance != null ? instance : entry(new Key.OfferIndex(space(), service, name));
    }

    /**
     * The offer or allocation of the name in the service. The index and the port's record may be of different times. If the
     * record has another owner, the result is null.
     */
    default @Nullable Entry<Holding> holdingByName(Name service, Name name) {
        Entry<Value.Index> index = as(indexOf(service, name), Value.Index.class);
        Entry<Holding> found = index == null ? null : holding(index.value().port());
        return found == null
                        || !found.value().service().equals(service)
                        || !found.value().name().equals(name)
                ? null
                : found;
    }

    private static <V extends Value> @Nullable Entry<V> as(@Nullable Entry<?> entry, Class<V> kind) {
        return entry == null ? null : entry.as(kind);
    }
}
