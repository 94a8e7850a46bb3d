package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import io.portmaster.loop.Loop;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.registry.PlanningState;
import io.portmaster.registry.PortChoice;
import io.portmaster.registry.Registry;
import io.portmaster.registry.SpaceRecords;
import io.portmaster.registry.SpaceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Finds the ports of one request, in the order that the design gives: by number, the name's former port, a free one. */
final class PortSearch {
    private final ServiceRef ref;
    private final OfferedNames names;
    private final PortWish wish;
    private final PlanningState planning;
    private final Registry registry;
    private final Loop loop;

    /**
     * A port for a name.
     *
     * @param former the port's cooling record, if the name takes its former port back
     */
    record Found(int port, @Nullable Entry<Cooling> former) {
        Found(int port) {
            this(port, null);
        }

        static Found former(Entry<Cooling> cooling) {
            return new Found(cooling.value().port(), cooling);
        }
    }

    PortSearch(OfferRequest request, Executions executions) {
        this.ref = request.service();
        this.names = request.names();
        this.wish = request.ports();
        this.planning = executions.planning();
        this.registry = executions.registry();
        this.loop = executions.loop();
    }

    /** A port for a request of one name. Null if there is none now: {@link #refusal} says why. */
    @Nullable
    Found one(SpaceView view, Service service, Name name) {
        Integer wanted = wish.port();
        if (wanted != null) {
            Found found = byNumber(view, service, name, wanted);
            if (found != null || !wish.fallback()) {
                return found;
            }
        }
        Entry<Cooling> former = former(view, service, name);
        if (former != null) {
            return Found.former(former);
        }
        PortChoice choice = choice(service);
        OptionalInt free = wanted == null ? planning.pick(ref, choice) : planning.pickFrom(ref, choice, wanted);
        return free.isPresent() ? new Found(free.getAsInt()) : null;
    }

    /** A port for each name of a group, in the order of the names. Empty if there are too few now: {@link #refusal} says why. */
    List<Found> several(SpaceView view, Service service) {
        return names.consecutive() ? neighbours(view, service) : any(view, service);
    }

    private List<Found> any(SpaceView view, Service service) {
        int wanted = withoutFormer(view, service);
        Iterator<Integer> free =
                planning.pickSeveral(ref, choice(service), wanted).iterator();
        if (wanted > 0 && !free.hasNext()) {
            return List.of();
        }
        List<Found> found = new ArrayList<>(size());
        for (Name name : names.names()) {
            Entry<Cooling> former = former(view, service, name);
            found.add(former == null ? new Found(free.next()) : Found.former(former));
        }
        return found;
    }

    /** How many of the names have no former port that they can have back. */
    private int withoutFormer(SpaceView view, Service service) {
        int count = 0;
        for (Name name : names.names()) {
            count += former(view, service, name) == null ? 1 : 0;
        }
        return count;
    }

    private List<Found> neighbours(SpaceView view, Service service) {
        List<Found> former = formerNeighbours(view, service);
        return former.isEmpty()
                ? planning.pickNeighbours(ref, choice(service), size()).stream()
                        .map(Found::new)
                        .toList()
                : former;
    }

    /** The ports that the names had as neighbours, in their order. Empty unless all of them can have them back. */
    private List<Found> formerNeighbours(SpaceView view, Service service) {
        Entry<Cooling> first = former(view, service, names.names().get(0));
        if (first == null) {
            return List.of();
        }
        List<Found> found = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            Entry<Cooling> cooling = view.cooling(first.value().port() + i);
            if (cooling == null || !canReturn(view, service, names.names().get(i), cooling)) {
                return List.of();
            }
            found.add(Found.former(cooling));
        }
        return found;
    }

    /** The port with that number, if the name can have it. */
    private @Nullable Found byNumber(SpaceView view, Service service, Name name, int port) {
        Key.PortKey key = new Key.PortKey(view.space(), port);
        if (!service.ports().contains(port) || view.entry(key) != null || planning.isHeld(key)) {
            return null;
        }
        if (view.entry(new Key.CoolingKey(view.space(), port)) == null) {
            return new Found(port);
        }
        Entry<Cooling> cooling = view.cooling(port);
        return cooling != null && canReturn(view, service, name, cooling) ? Found.former(cooling) : null;
    }

    /** The cooling of the port that the name had last, if the name can have that port back. */
    private @Nullable Entry<Cooling> former(SpaceView view, Service service, Name name) {
        Entry<Cooling> newest = null;
        for (Entry<Cooling> cooling : view.coolingOf(service.name(), name)) {
            boolean excluded = wish.exclude().contains(cooling.value().port());
            if (!excluded
                    && canReturn(view, service, name, cooling)
                    && (newest == null || cooling.modRevision() > newest.modRevision())) {
                newest = cooling;
            }
        }
        return newest;
    }

    /** A claim that is under way may be for the same port. The record of a newer release is left as it is. */
    private boolean canReturn(SpaceView view, Service service, Name name, Entry<Cooling> cooling) {
        Key.PortKey key = new Key.PortKey(view.space(), cooling.value().port());
        return cooling.value().allows(service.name(), name)
                && !cooling.value().version().isNewer()
                && view.entry(key) == null
                && !planning.isHeld(key);
    }

    /**
     * Why there is nothing. Null if the ports are free in the registry: then claims of this node hold them, and may not take
     * effect.
     *
     * @param view proven
     */
    @Nullable
    Refusal refusal(SpaceView view, Service service) {
        Integer wanted = wish.port();
        return wanted == null || wish.fallback() ? exhausted(service) : taken(view, service, wanted);
    }

    private @Nullable Refusal taken(SpaceView view, Service service, int port) {
        if (!service.ports().contains(port)) {
            return new Refusal.PortOutOfRange(port, service.name(), service.ports());
        }
        Entry<Holding> holder = view.holding(port);
        if (holder != null) {
            Holding holding = holder.value();
            return new Refusal.PortTaken(port, state(holding), holding.service(), holding.name());
        }
        Refusal unreadable = Refusals.unreadable(view, port);
        Entry<Cooling> cooling = view.cooling(port);
        if (unreadable != null || cooling == null) {
            return unreadable;
        }
        Cooling former = cooling.value();
        boolean returns = former.allows(service.name(), names.names().get(0));
        return returns
                ? Refusals.newer(port, former.version())
                : new Refusal.PortTaken(port, PortState.COOLING, former.service(), former.name());
    }

    private static PortState state(Holding holding) {
        return switch (holding.state()) {
            case OFFERED -> PortState.OFFERED;
            case ALLOCATED -> PortState.ALLOCATED;
        };
    }

    private @Nullable Refusal exhausted(Service service) {
        SpaceRecords records = registry.records(ref.space());
        PortChoice choice = choice(service);
        Instant now = loop.now();
        return names.consecutive()
                ? ExhaustedRange.refusalOfNeighbours(records, service, choice, size(), now)
                : ExhaustedRange.refusal(records, service, choice, withoutFormer(records, service), now);
    }

    private PortChoice choice(Service service) {
        return PortChoice.of(service, wish.exclude());
    }

    private int size() {
        return names.names().size();
    }
}
