package io.portmaster.registry;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every record of one space, as the {@link Registry} knows it. What it keeps by port grows with the ports that have a record.
 * Ask the registry for it each time, and don't keep it: a space that was emptied or listed anew gets another one.
 */
public final class SpaceRecords implements SpaceView {
    /** The order of the names in a group's request. */
    static final Comparator<Entry<Holding>> BY_PLACE = Comparator.comparingInt(entry -> {
        Holding.Group group = entry.value().group();
        return group == null ? 0 : group.place();
    });

    private final Space space;
    private final NavigableMap<Name, Entry<?>> services = new TreeMap<>();

    /** The readable ones of {@link #services}. Made when somebody asks; null after a change. */
    private @Nullable List<Entry<Service>> readableServices;

    private final HeldPorts held = new HeldPorts();
    private final CoolingPorts cooling = new CoolingPorts();
    private final Map<Key, Entry<?>> indexes = new HashMap<>();

    /** Ports that have a holding's or a cooling record, readable or not. */
    private final BitSet taken = new BitSet();

    SpaceRecords(Space space) {
        this.space = space;
    }

    void store(Entry<?> entry) {
        if (entry.key() instanceof Key.ServiceKey key) {
            services.put(key.service(), entry);
            readableServices = null;
        } else if (entry.key() instanceof Key.PortKey key) {
            held.store(key.port(), entry);
            taken.set(key.port());
        } else if (entry.key() instanceof Key.CoolingKey key) {
            cooling.store(key.port(), entry);
            taken.set(key.port());
        } else {
            indexes.put(entry.key(), entry);
        }
    }

    void delete(Key key) {
        if (key instanceof Key.ServiceKey serviceKey) {
            services.remove(serviceKey.service());
            readableServices = null;
        } else if (key instanceof Key.PortKey portKey) {
            int port = portKey.port();
            held.delete(port);
            taken.set(port, hasCoolingRecord(port));
        } else if (key instanceof Key.CoolingKey coolingKey) {
            int port = coolingKey.port();
            cooling.delete(port);
            taken.set(port, isOccupied(port));
        } else {
            indexes.remove(key);
        }
    }

    boolean isEmpty() {
        return services.isEmpty() && taken.isEmpty() && indexes.isEmpty();
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
            return PortRange.allows(portKey.port()) ? held.get(portKey.port()) : null;
        }
        if (key instanceof Key.CoolingKey coolingKey) {
            return PortRange.allows(coolingKey.port()) ? cooling.get(coolingKey.port()) : null;
        }
        return indexes.get(key);
    }

    @Override
    public List<Entry<Holding>> holdingsBySecretHash(Name service, String sha256) {
        return holdings(this, held.withSecret(sha256), service, sha256);
    }

    /** Those holdings of the ports in the view that are of the service and have the secret, by their places. */
    static List<Entry<Holding>> holdings(SpaceView view, int[] ports, Name service, String sha256) {
        List<Entry<Holding>> found = new ArrayList<>(ports.length);
        for (int port : ports) {
            Entry<Holding> holding = view.holding(port);
            if (holding != null
                    && holding.value().service().equals(service)
                    && holding.value().receipt().secretSha256().equals(sha256)) {
                found.add(holding);
            }
        }
        found.sort(BY_PLACE);
        return found;
    }

    @Override
    public List<Entry<Cooling>> coolingOf(Name service, Name name) {
        return cooling(this, portsOf(new FormerOwner(service, name)), service, name);
    }

    /** Those of the ports that cool in the view, that nobody holds, and that the name may have back. */
    static List<Entry<Cooling>> cooling(SpaceView view, int[] ports, Name service, Name name) {
        if (ports.length == 0) {
            return List.of();
        }
        List<Entry<Cooling>> found = new ArrayList<>(ports.length);
        for (int port : ports) {
            Entry<Cooling> cooling = view.cooling(port);
            if (cooling != null
                    && cooling.value().allows(service, name)
                    && view.entry(new Key.PortKey(view.space(), port)) == null) {
                found.add(cooling);
            }
        }
        return found;
    }

    /** The ports that have a holding's record with that secret, in order. */
    int[] portsWithSecret(String sha256) {
        return held.withSecret(sha256);
    }

    /** The ports that have a cooling record of that owner, in order. */
    int[] portsOf(FormerOwner owner) {
        return cooling.portsOf(owner);
    }

    /** The allocations on the client's lease, in the order of the ports. */
    List<Entry<Allocation>> allocationsOn(Lease lease) {
        return held.on(lease);
    }

    int countOn(Lease lease) {
        return held.countOn(lease);
    }

    boolean mayHaveCoolingOn(Lease lease) {
        return cooling.mayBeOn(lease);
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

    /** A copy of the cooling records of all ports, readable or not. Some of the ports may be held. */
    public PortTable copyOfCooling() {
        return cooling.copy();
    }

    /** A copy of the entries of all ports, readable or not. */
    public PortTable copyOfPorts() {
        return held.copy();
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
        return () -> ports(among, port -> held.next(state, port))
                .mapToObj(held::holding)
                .filter(holding -> holding != null && holding.value().state() == state)
                .iterator();
    }

    /** The readable records of those ports that cool and that nobody holds, in the order of the ports. */
    public Iterable<Entry<Cooling>> cooling(PortSet among) {
        return () -> ports(among, this::nextCooling)
                .mapToObj(this::cooling)
                .filter(Objects::nonNull)
                .iterator();
    }

    /**
     * The readable records of those ports that are held or cool, in the order of the ports: of each port the holding, or the
     * cooling if nobody holds the port.
     */
    public Iterable<Entry<? extends Value>> inUse(PortSet among) {
        return () -> ports(among, taken::nextSetBit)
                .<Entry<? extends Value>>mapToObj(port -> isOccupied(port) ? held.holding(port) : cooling(port))
                .filter(Objects::nonNull)
                .iterator();
    }

    private int nextCooling(int from) {
        int port = cooling.recorded().nextSetBit(from);
        while (port >= 0 && isOccupied(port)) {
            port = cooling.recorded().nextSetBit(port + 1);
        }
        return port;
    }

    /**
     * Those ports that are held or cool, in order. Records that can't be read count.
     *
     * @param limit how many at most
     */
    public List<Integer> portsInUse(PortSet among, int limit) {
        return ports(among, taken::nextSetBit).limit(limit).boxed().toList();
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
        return held.recorded().get(port);
    }

    boolean hasCoolingRecord(int port) {
        return cooling.recorded().get(port);
    }

    /** A copy of the ports that are held or have a cooling record, readable or not. */
    BitSet copyOfTaken() {
        return (BitSet) taken.clone();
    }

    /** Whether at least so many ports of the choice are free. */
    public boolean hasFree(PortChoice choice, int count) {
        int port = -1;
        for (int found = 0; found < count; found++) {
            port = choice.lowestFree(taken, port + 1, PortRange.HIGHEST);
            if (port == PortChoice.NONE) {
                return false;
            }
        }
        return true;
    }

    /** How many ports of the choice are free. */
    public int countFree(PortChoice choice) {
        return choice.countFree(taken);
    }

    /** How many neighbouring ports of the choice are free at most. */
    public int longestFreeRun(PortChoice choice) {
        return choice.longestFreeRun(taken);
    }

    public PortCounts counts(Service service) {
        return counts(service.ports(), service.reserved());
    }

    /** @param reserved those of the ports that are given by number only */
    public PortCounts counts(PortSet among, PortSet reserved) {
        int inUse = cardinality(held.recorded(), among);
        int open = cardinality(held.offered(), among);
        int cool = cooling.isEmpty() ? 0 : cardinality(taken, among) - inUse;
        int keptBack = reserved.isEmpty() ? 0 : reserved.size() - cardinality(taken, reserved);
        return new PortCounts(among.size(), inUse - open, open, cool, keptBack);
    }

    private static int cardinality(BitSet bits, PortSet ports) {
        int set = 0;
        for (PortRange range : ports.ranges()) {
            set += bits.get(range.start(), range.end() + 1).cardinality();
        }
        return set;
    }
}
