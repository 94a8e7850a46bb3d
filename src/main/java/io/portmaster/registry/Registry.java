package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
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
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
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
 * The mirror's content: every record of the space as of one revision. Whoever feeds it applies all changes of a revision,
 * then {@link #advance}s; nobody sees it in between, since all happens on one loop.
 */
public final class Registry implements View {
    /** The revision of a registry that has never been filled. */
    public static final long EMPTY = 0;

    private final NavigableMap<Name, Entry<?>> services = new TreeMap<>();

    /** Derived from {@link #services} when somebody asks; null since they changed last. */
    private @Nullable List<Entry<Service>> readableServices;

    /** By port: there are few enough for each to have its place, and none outside what a range may contain is ever stored. */
    private final @Nullable Entry<?>[] ports = new Entry<?>[PortRange.HIGHEST + 1];

    private final Map<Key, Entry<?>> indexes = new HashMap<>();
    private final Map<String, Integer> portsBySecret = new HashMap<>();

    /** Ports that have a record, readable or not. */
    private final BitSet occupied = new BitSet(PortRange.HIGHEST + 1);

    private final BitSet offered = new BitSet(PortRange.HIGHEST + 1);
    private final List<Listener> listeners = new ArrayList<>();
    private long revision = EMPTY;

    /** The highest revision that a service's record was put at. */
    private long newestService;

    /** Hears of changes after they happened. */
    public interface Listener {
        /** A port's record came, changed or went. */
        void portChanged(int port);

        /** All up to this revision is in. */
        void advanced(long revision);

        /** Everything is new; or, if the registry isn't loaded, all that was known is void. */
        void replaced();
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Every change up to this revision is in; {@link #EMPTY} before the first {@link #replace}. */
    public long revision() {
        return revision;
    }

    public boolean isLoaded() {
        return revision != EMPTY;
    }

    public void put(Entry<?> entry) {
        store(entry);
        if (entry.key() instanceof Key.PortKey key) {
            listeners.forEach(listener -> listener.portChanged(key.port()));
        }
    }

    public void delete(Key key) {
        if (key instanceof Key.ServiceKey serviceKey) {
            services.remove(serviceKey.service());
            readableServices = null;
        } else if (key instanceof Key.PortKey portKey) {
            forgetSecret(ports[portKey.port()]);
            ports[portKey.port()] = null;
            occupied.clear(portKey.port());
            offered.clear(portKey.port());
            listeners.forEach(listener -> listener.portChanged(portKey.port()));
        } else {
            indexes.remove(key);
        }
    }

    public void advance(long to) {
        revision = to;
        listeners.forEach(listener -> listener.advanced(to));
    }

    /** Takes these entries, as of that revision, for everything there is. */
    public void replace(Collection<Entry<?>> entries, long asOf) {
        services.clear();
        readableServices = null;
        Arrays.fill(ports, null);
        indexes.clear();
        portsBySecret.clear();
        occupied.clear();
        offered.clear();
        newestService = EMPTY;
        entries.forEach(this::store);
        revision = asOf;
        listeners.forEach(Listener::replaced);
    }

    /**
     * Forgets everything, for the store went back to an earlier state and its history takes another course. Nothing may be
     * planned or read until the next {@link #replace}.
     */
    public void clear() {
        replace(List.of(), EMPTY);
    }

    private void store(Entry<?> entry) {
        if (entry.key() instanceof Key.ServiceKey key) {
            services.put(key.service(), entry);
            readableServices = null;
            newestService = Math.max(newestService, entry.modRevision());
        } else if (entry.key() instanceof Key.PortKey key) {
            forgetSecret(ports[key.port()]);
            ports[key.port()] = entry;
            occupied.set(key.port());
            offered.set(key.port(), entry.value() instanceof Offer);
            if (entry.value() instanceof Holding holding) {
                portsBySecret.put(holding.receipt().secretSha256(), key.port());
            }
        } else {
            indexes.put(entry.key(), entry);
        }
    }

    private void forgetSecret(@Nullable Entry<?> former) {
        if (former != null && former.value() instanceof Holding holding) {
            portsBySecret.remove(holding.receipt().secretSha256(), holding.port());
        }
    }

    @Override
    public Space space() {
        return Space.DEFAULT;
    }

    @Override
    public @Nullable Entry<?> entry(Key key) {
        if (key instanceof Key.ServiceKey serviceKey) {
            return services.get(serviceKey.service());
        }
        if (key instanceof Key.PortKey portKey) {
            // Whoever asks may have any number for a port: out of a path, or out of an index that somebody else wrote.
            return PortRange.allows(portKey.port()) ? ports[portKey.port()] : null;
        }
        return indexes.get(key);
    }

    @Override
    public @Nullable Entry<Holding> holdingBySecret(Name service, Secret secret) {
        Integer port = portsBySecret.get(secret.sha256());
        Entry<Holding> found = port == null ? null : holding(port);
        return found == null || !found.value().service().equals(service) ? null : found;
    }

    /** Services in the order of their names, unreadable ones left out. The list stays as it is: a change makes a new one. */
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

    /** What stands under each port, readable or not, by port: a copy, which stays as it is. */
    public @Nullable Entry<?>[] copyOfPorts() {
        return ports.clone();
    }

    /** The revision of the newest record of a service, whether or not it still stands; {@link #EMPTY} if there was none. */
    public long newestServiceRevision() {
        return newestService;
    }

    /** A service whose record can't be read, so that nobody knows its range. */
    public @Nullable Name unreadableService() {
        return services.entrySet().stream()
                .filter(service -> service.getValue().value() instanceof Value.Unreadable)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Readable records in that state of ports in the range, in the order of the ports. Others cost next to nothing to pass over. */
    public Iterable<Entry<Holding>> holdings(PortRange range, State state) {
        IntUnaryOperator next = state == State.OFFERED ? offered::nextSetBit : this::nextNotOffered;
        return () -> ports(range, next)
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

    /** Ports in the range that have a record, readable or not, in order. */
    public List<Integer> occupiedPorts(PortRange range, int limit) {
        return ports(range, occupied::nextSetBit).limit(limit).boxed().toList();
    }

    /** @param next the first port from there on that is wanted, negative if there is none */
    private static IntStream ports(PortRange range, IntUnaryOperator next) {
        return IntStream.iterate(
                next.applyAsInt(range.start()),
                port -> port >= 0 && port <= range.end(),
                port -> next.applyAsInt(port + 1));
    }

    public boolean isOccupied(int port) {
        return occupied.get(port);
    }

    public PortCounts counts(PortRange range) {
        int inUse = cardinality(occupied, range);
        int open = cardinality(offered, range);
        return new PortCounts(range.size(), inUse - open, open);
    }

    private static int cardinality(BitSet bits, PortRange range) {
        return bits.get(range.start(), range.end() + 1).cardinality();
    }
}
