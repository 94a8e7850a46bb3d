package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What planning needs for each space: what this node knows beyond the registry, the ports that its claims under way hold, and
 * the choice of the next port. A space's part is made when it is first needed. It is dropped when the space has no records and
 * nothing else is known of it, so a request for an unknown space leaves nothing behind.
 */
public final class PlanningState implements RevisionListener, PortListener {
    private final Registry registry;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Map<Space, SpacePlanning> spaces = new HashMap<>();

    /** The part of one space. */
    private record SpacePlanning(PlanningView view, ContentionTracker contention, PortPicker picker) {}

    /**
     * @param random for the choice among ports
     * @param nanos the monotonic clock
     */
    public PlanningState(Registry registry, RandomGenerator random, LongSupplier nanos) {
        this.registry = registry;
        this.random = random;
        this.nanos = nanos;
        registry.addRevisionListener(this);
        registry.addPortListener(this);
    }

    /** The planning view of the space. Use it at once, and don't keep it. */
    public SpaceView view(Space space) {
        return forReading(space).view();
    }

    /** A port of the choice that is free as far as this node knows. Empty if there is none. */
    public OptionalInt pick(ServiceRef service, PortChoice choice) {
        return picker(service).pick(service.name(), choice);
    }

    /** Like {@link #pick}, but the wanted port if it is free, and else the next one above it, if there is one. */
    public OptionalInt pickFrom(ServiceRef service, PortChoice choice, int wanted) {
        return picker(service).pickFrom(service.name(), choice, wanted);
    }

    /** So many different ports of the choice that are free as far as this node knows. Empty if there are fewer. */
    public List<Integer> pickSeveral(ServiceRef service, PortChoice choice, int count) {
        return picker(service).pickSeveral(service.name(), choice, count);
    }

    /** So many neighbouring ports of the choice, in order, that are free as far as this node knows. Empty if there are none. */
    public List<Integer> pickNeighbours(ServiceRef service, PortChoice choice, int count) {
        return picker(service).pickNeighbours(service.name(), choice, count);
    }

    private PortPicker picker(ServiceRef service) {
        return forReading(service.space()).picker();
    }

    /** Whether other nodes claim ports of the service, and this one has lost a race for one of them. */
    public boolean isContested(ServiceRef service, PortSet ports) {
        return picker(service).isContested(service.name(), ports);
    }

    /** Whether a claim of this node that is under way holds the port, so that its outcome is worth waiting for. */
    public boolean isHeld(Key.PortKey port) {
        return forReading(port.space()).view().isHeld(port.port());
    }

    /** Keeps this node's other claims from the port, until it is released. */
    public void hold(Key.PortKey port) {
        forWriting(port.space()).view().hold(port.port());
    }

    public void release(Key.PortKey port) {
        forWriting(port.space()).view().release(port.port());
    }

    /**
     * Keeps a state that a commit or a conflict has shown, unless the registry has reached its revision. The leases of clients
     * are looked up in the registry alone: a plan on an older one fails, and the barrier comes before the next.
     */
    public void learn(KeyState state) {
        if (state.key() instanceof Key.InSpace key && state.revision() > registry.revision()) {
            forWriting(key.space()).view().learn(state);
        }
    }

    /** Another node has won a race for the port. */
    public void lost(Name service, Key.PortKey port) {
        forWriting(port.space()).picker().lost(service, port.port());
    }

    /** The number of spaces that have a part. */
    int size() {
        return spaces.size();
    }

    @Override
    public void portChanged(Key.PortKey port) {
        SpacePlanning known = spaces.get(port.space());
        if (known != null) {
            known.view().portChanged(port.port());
            known.contention().portChanged(port);
        }
    }

    @Override
    public void coolingChanged(Key.CoolingKey port) {
        SpacePlanning known = spaces.get(port.space());
        if (known != null) {
            known.view().portChanged(port.port());
        }
    }

    @Override
    public void advanced(long revision) {
        updateAll(view -> view.advanced(revision));
    }

    @Override
    public void replaced() {
        updateAll(PlanningView::replaced);
    }

    /** Updates the view of each space, and drops the spaces of which nothing is known any more. */
    private void updateAll(Consumer<PlanningView> update) {
        spaces.entrySet().removeIf(part -> {
            PlanningView view = part.getValue().view();
            update.accept(view);
            return view.isIdle() && !registry.hasRecordsOf(part.getKey());
        });
    }

    /** The space's part, for reading. If nothing is known of the space, the part is not kept. */
    private SpacePlanning forReading(Space space) {
        SpacePlanning known = spaces.get(space);
        if (known != null) {
            return known;
        }
        return registry.hasRecordsOf(space) ? forWriting(space) : newPart(space);
    }

    /** The space's part, for writing. */
    private SpacePlanning forWriting(Space space) {
        return spaces.computeIfAbsent(space, this::newPart);
    }

    private SpacePlanning newPart(Space space) {
        PlanningView view = new PlanningView(registry, space);
        ContentionTracker contention = new ContentionTracker(registry, view, nanos);
        return new SpacePlanning(view, contention, new PortPicker(view, contention, random));
    }
}
