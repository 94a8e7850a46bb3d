package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What this node plans changes on, a space at a time: what it knows beyond the registry, the ports that its claims in flight hold,
 * and which port to try next. A space's part is made when the node first plans in it, and goes when nothing is known of the space
 * any longer: a request that names a space without records leaves nothing behind.
 */
public final class Planning implements RevisionListener, PortListener {
    private final Registry registry;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Map<Space, SpacePlanning> spaces = new HashMap<>();

    /** One space's part. */
    private record SpacePlanning(PlanningView view, ContentionTracker contention, PortPicker picker) {}

    /**
     * @param random for the choice among ports
     * @param nanos the monotonic clock
     */
    public Planning(Registry registry, RandomGenerator random, LongSupplier nanos) {
        this.registry = registry;
        this.random = random;
        this.nanos = nanos;
        registry.addRevisionListener(this);
        registry.addPortListener(this);
    }

    /** The planning view of the space. Use it at once, and don't keep it. */
    public View view(Space space) {
        return look(space).view();
    }

    /** A port of the range that nothing known to this node takes, or none. */
    public OptionalInt pick(ServiceRef service, PortRange range) {
        return look(service.space()).picker().pick(service.name(), range);
    }

    /** Whether other nodes claim ports of the service, and this one has lost a race for one of them. */
    public boolean isContested(ServiceRef service, PortRange range) {
        return look(service.space()).picker().isContested(service.name(), range);
    }

    /** Keeps others of this node from planning on the port. */
    public void hold(Key.PortKey port) {
        keep(port.space()).view().hold(port.port());
    }

    public void release(Key.PortKey port) {
        keep(port.space()).view().release(port.port());
    }

    /** Takes in what a commit or a conflict showed, unless the registry is past it. */
    public void learn(KeyState state) {
        if (state.revision() > registry.revision()) {
            keep(state.key().space()).view().learn(state);
        }
    }

    /** Another node had the port first. */
    public void lost(Name service, Key.PortKey port) {
        keep(port.space()).picker().lost(service, port.port());
    }

    /** How many spaces have a part. */
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
    public void advanced(long revision) {
        updateAll(view -> view.advanced(revision));
    }

    @Override
    public void replaced() {
        updateAll(PlanningView::replaced);
    }

    /** Updates each space's view, and forgets the spaces of which nothing is known any longer. */
    private void updateAll(Consumer<PlanningView> update) {
        spaces.entrySet().removeIf(part -> {
            PlanningView view = part.getValue().view();
            update.accept(view);
            return view.isIdle() && !registry.hasRecordsOf(part.getKey());
        });
    }

    /** The space's part, to be looked at. */
    private SpacePlanning look(Space space) {
        SpacePlanning known = spaces.get(space);
        if (known != null) {
            return known;
        }
        return registry.hasRecordsOf(space) ? keep(space) : newPart(space);
    }

    /** The space's part, to be written to. */
    private SpacePlanning keep(Space space) {
        return spaces.computeIfAbsent(space, this::newPart);
    }

    private SpacePlanning newPart(Space space) {
        PlanningView view = new PlanningView(registry, space);
        ContentionTracker contention = new ContentionTracker(registry, view, nanos);
        return new SpacePlanning(view, contention, new PortPicker(view, contention, random));
    }
}
