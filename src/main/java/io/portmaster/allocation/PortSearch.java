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
import java.util.Collections;
import java.util.Comparator;
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
        List<@Nullable Entry<Cooling>> former = new ArrayList<>(size());
        names.names().forEach(name -> former.add(former(view, service, name)));
        int wanted = Collections.frequency(former, null);
        Iterator<Integer> free =
                planning.pickSeveral(ref, choice(service), wanted).iterator();
        if (wanted > 0 && !free.hasNext()) {
            return List.of();
        }
        List<Found> found = new ArrayList<>(size());
        for (Entry<Cooling> cooling : former) {
            found.add(cooling == null ? new Found(free.next()) : Found.former(cooling));
        }
        return found;
    }

    private List<Found> neighbours(SpaceView view, Service service) {
        List<Entry<Cooling>> former = formerNeighbours(view, service);
        return former.isEmpty() || former.stream().anyMatch(this::isHeld)
                ? planning.pickNeighbours(ref, choice(service), size()).stream()
                        .map(Found::new)
                        .toList()
                : former.stream().map(Found::former).toList();
    }

    /** The ports that the names had as neighbours, in their order. Empty unless the records leave all of them to the names. */
    private List<Entry<Cooling>> formerNeighbours(SpaceView view, Service service) {
        Entry<Cooling> first = newest(leftTo(view, service, names.names().get(0)));
        if (first == null) {
            return List.of();
        }
        List<Entry<Cooling>> found = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            int port = first.value().port() + i;
            Name name = names.names().get(i);
            Entry<Cooling> cooling = leftTo(view, service, name).stream()
                    .filter(each -> each.value().port() == port)
                    .findFirst()
                    .orElse(null);
            if (cooling == null) {
                return List.of();
            }
            found.add(cooling);
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
        return cooling != null && isLeftTo(view, service, name, cooling) ? Found.former(cooling) : null;
    }

    /** The cooling of the port that the name had last, if the name can have that port back now. */
    private @Nullable Entry<Cooling> former(SpaceView view, Service service, Name name) {
        List<Entry<Cooling>> left = leftTo(view, service, name);
        return left.isEmpty()
                ? null
                : newest(left.stream().filter(cooling -> !isHeld(cooling)).toList());
    }

    private static @Nullable Entry<Cooling> newest(List<Entry<Cooling>> coolings) {
        return coolings.stream()
                .max(Comparator.comparingLong(Entry::modRevision))
                .orElse(null);
    }

    /** What the records leave to the name: its former ports that nobody holds, but for those that the request excludes. */
    private List<Entry<Cooling>> leftTo(SpaceView view, Service service, Name name) {
        List<Entry<Cooling>> former = view.coolingOf(service.name(), name);
        return former.isEmpty()
                ? former
                : former.stream()
                        .filter(cooling ->
                                !wish.exclude().contains(cooling.value().port()))
                        .filter(cooling -> isLeftTo(view, service, name, cooling))
                        .toList();
    }

    /** The record of a newer release is left as it is. */
    private static boolean isLeftTo(SpaceView view, Service service, Name name, Entry<Cooling> cooling) {
        return cooling.value().allows(service.name(), name)
                && !cooling.value().version().isNewer()
                && view.entry(new Key.PortKey(view.space(), cooling.value().port())) == null;
    }

    /** Whether a claim of this node that is under way is for the same port. */
    private boolean isHeld(Entry<Cooling> cooling) {
        return planning.isHeld(new Key.PortKey(ref.space(), cooling.value().port()));
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
        if (wanted == null) {
            return exhausted(service);
        }
        Refusal taken = taken(view, service, wanted);
        return taken == null || !wish.fallback() ? taken : exhausted(service);
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
        if (!names.consecutive()) {
            return ExhaustedRange.refusal(records, service, choice, withNothingLeft(records, service), now);
        }
        return formerNeighbours(records, service).isEmpty()
                ? ExhaustedRange.refusalOfNeighbours(records, service, choice, size(), now)
                : null;
    }

    /** How many of the names need a port that nobody has: the records leave them no former one, whoever claims that now. */
    private int withNothingLeft(SpaceView view, Service service) {
        return (int) names.names().stream()
                .filter(name -> leftTo(view, service, name).isEmpty())
                .count();
    }

    private PortChoice choice(Service service) {
        return PortChoice.of(service, wish.exclude());
    }

    private int size() {
        return names.names().size();
    }
}
