package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every record of one space, as the {@link Registry} knows it. What it keeps by port grows with the ports that have a record.
 * Ask the registry for it each time, and don't keep it: a space that was emptied or listed anew gets another one.
 */
public final class SpaceRecords implements SpaceView {
    private final Space space;
    private final NavigableMap<Name, Entry<?>> services = new TreeMap<>();

    /** The readable ones of {@link #services}. Made when somebody asks; null after a change. */
    private @Nullable List<Entry<Service>> readableServices;

    private final PortTable ports = new PortTable();
    private final Map<Key, Entry<?>> indexes = new HashMap<>();
    private final Map<String, Integer> portsBySecret = new HashMap<>();

    /** Ports that have a record, readable or not. */
    private final BitSet occupied = new BitSet();

    private final BitSet offered = new BitSet();

    SpaceRecords(Space space) {
        this.space = space;
    }

    void store(Entry<?> entry) {
        if (entry.key() instanceof Key.ServiceKey key) {
            services.put(key.service(), entry);
            readableServices = null;
        } else if (entry.key() instanceof Key.PortKey key) {
            forgetSecret(ports.get(key.port()));
            ports.set(key.port(), entry);
            occupied.set(key.port());
            offered.set(key.port(), entry.value() instanceof Offer);
            if (entry.value() instanceof Holding holding) {
                portsBySecret.put(holding.receipt().secretSha256(), key.port());
            }
        } else {
            indexes.put(entry.key(), entry);
        }
    }

    void delete(Key key) {
        if (key instanceof Key.ServiceKey serviceKey) {
            services.remove(serviceKey.service());
            readableServices = null;
        } else if (key instanceof Key.PortKey portKey) {
            forgetSecret(ports.get(portKey.port()));
            ports.set(portKey.port(), null);
            occupied.clear(portKey.port());
            offered.clear(portKey.port());
        } else {
            indexes.remove(key);
        }
    }

    private void forgetSecret(@Nullable Entry<?> former) {
        if (former != null && former.value() instanceof Holding holding) {
            portsBySecret.remove(holding.receipt().secretSha256(), holding.port());
        }
    }

    boolean isEmpty() {
        return services.isEmpty() && occupied.isEmpty() && indexes.isEmpty();
    }

    @Override
    public Space space() {
        return space;
    }

    @Override
    public @Nullable Entry<?> entry(Key key) {
        if (!(key instanceof Key.InSpace inSpace) || !inSpace.space().equals(space)) {
            return null;
        }
        if (key instanceof Key.ServiceKey serviceKey) {
            return services.get(serviceKey.service());
        }
        if (key instanceof Key.PortKey portKey) {
            // The number may be no valid port: it may come from a URL, or from an index that another program wrote.
            return PortRange.allows(portKey.port()) ? ports.get(portKey.port()) : null;
        }
        return indexes.get(key);
    }

    @Override
    public @Nullable Entry<Holding> holdingBySecret(Name service, Secret secret) {
        Integer port = portsBySecret.get(secret.sha256());
        Entry<Holding> found = port == null ? null : holding(port);
        return found == null || !found.value().service().equals(service) ? null : found;
    }

    /** The readable services, in the order of their names. The list never changes: after a change there is a new one. */
    public List<Entry<Service>> services() {
        if (readableServices == null) {
            List<Entry<Service>> readable = new ArrayList<>(services.size());
            for (Entry<?> entry : services.values()) {
                Entry<Service> service = entry.as(Service.class);
                if (service != null) {
                    readable.add(service);
                }
            }
            readableServices = Collections.unmodifiableList(readable);
        }
        return readableServices;
    }

    /** A copy of the entries of all ports, readable or not. */
    public PortTable copyOfPorts() {
        return ports.copy();
    }

    /** A service whose record can't be read, so that its range is unknown. Null if there is none. */
    public @Nullable Name unreadableService() {
        return services.entrySet().stream()
                .filter(service -> service.getValue().value() instanceof Value.Unreadable)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /**
     * The readable records in that state of those ports, in the order of the ports. Ports in the other state cost
     * little.
     */
    public Iterable<Entry<Holding>> holdings(PortSet among, State state) {
        IntUnaryOperator next = state == State.OFFERED ? offered::nextSetBit : this::nextNotOffered;
        return () -> ports(among, next)
                .mapToObj(this::holding)
                .filter(holding -> holding != null && holding.value().state() == state)
                .iterator();
    }

    private int nextNotOffered(int from) {
        int port = occupied.nextSetBit(from);
        while (port >= 0 && offered.get(port)) {
            port = occupied.nextSetBit(port + 1);
        }
        return port;
    }

    /**
     * Those ports that have a record, readable or not, in order.
     *
     * @param limit how many at most
     */
    public List<Integer> occupiedPorts(PortSet among, int limit) {
        return ports(among, occupied::nextSetBit).limit(limit).boxed().toList();
    }

    /** @param next gives the first wanted port from a port on; negative if there is none */
    private static IntStream ports(PortSet of, IntUnaryOperator next) {
        return of.ranges().stream().flatMapToInt(range -> ports(range, next));
    }

    private static IntStream ports(PortRange range, IntUnaryOperator next) {
        return IntStream.iterate(
                next.applyAsInt(range.start()),
                port -> port >= 0 && port <= range.end(),
                port -> next.applyAsInt(port + 1));
    }

    public boolean isOccupied(int port) {
        return occupied.get(port);
    }

    /** A copy of the ports that have a record, readable or not. */
    BitSet copyOfOccupied() {
        return (BitSet) occupied.clone();
    }

    public PortCounts counts(PortSet among) {
        int inUse = cardinality(occupied, among);
        int open = cardinality(offered, among);
        return new PortCounts(among.size(), inUse - open, open);
    }

    private static int cardinality(BitSet bits, PortSet ports) {
        int set = 0;
        for (PortRange range : ports.ranges()) {
            set += bits.get(range.start(), range.end() + 1).cardinality();
        }
        return set;
    }
}
