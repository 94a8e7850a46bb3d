package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The planning view of one space: the registry's records, the overlay on top of them, and the ports that this node's claims
 * under way hold. The next compare-and-swap is planned on it. No read is answered from it.
 */
final class PlanningView implements SpaceView {
    private final Registry registry;
    private final Space space;
    private final BitSet held = new BitSet();

    /**
     * The ports that are held, or that have a holding's or a cooling record: in the overlay, or in the registry if the overlay
     * doesn't have the key.
     */
    private BitSet taken;

    private Overlay overlay = new Overlay();

    PlanningView(Registry registry, Space space) {
        this.registry = registry;
        this.space = space;
        this.taken = records().copyOfTaken();
    }

    private SpaceRecords records() {
        return registry.records(space);
    }

    /** Keeps this node's other claims from the port. */
    void hold(int port) {
        held.set(port);
        refresh(port);
    }

    void release(int port) {
        held.clear(port);
        refresh(port);
    }

    /** @param state a state that the registry has not reached */
    void learn(KeyState state) {
        overlay.learn(state);
        refresh(state.key());
    }

    /** Whether a claim of this node that is under way holds the port. */
    boolean isHeld(int port) {
        return held.get(port);
    }

    /** Whether a new record of the port is no news: a claim of this node holds the port, or the overlay has its key. */
    boolean expects(int port) {
        return held.get(port) || overlay.state(new Key.PortKey(space, port)) != null;
    }

    /** Whether the view knows nothing that the registry doesn't know. */
    boolean isIdle() {
        return held.isEmpty() && overlay.isEmpty();
    }

    /** The ports that no new claim should try. */
    BitSet taken() {
        return taken;
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
        KeyState state = overlay.state(key);
        return state == null ? registry.entry(key) : state.entry();
    }

    @Override
    public List<Entry<Holding>> holdingsBySecretHash(Name service, String sha256) {
        int[] ports = PortIndex.either(records().portsWithSecret(sha256), overlay.portsBySecret(sha256));
        return SpaceRecords.holdings(this, ports, service, sha256);
    }

    @Override
    public List<Entry<Cooling>> coolingOf(Name service, Name name) {
        FormerOwner owner = new FormerOwner(service, name);
        int[] ports = PortIndex.either(records().portsOf(owner), overlay.portsOf(owner));
        return SpaceRecords.cooling(this, ports, service, name);
    }

    void portChanged(int port) {
        refresh(port);
    }

    void advanced(long revision) {
        overlay.dropThrough(revision).forEach(this::refresh);
    }

    void replaced() {
        if (registry.isLoaded()) {
            overlay.dropThrough(registry.revision());
        } else {
            // etcd was restored: states of its former history mean nothing.
            overlay = new Overlay();
        }
        taken = records().copyOfTaken();
        held.stream().forEach(this::refresh);
        overlay.keys().forEach(this::refresh);
    }

    private void refresh(Key key) {
        if (key instanceof Key.PortKey portKey) {
            refresh(portKey.port());
        } else if (key instanceof Key.CoolingKey coolingKey) {
            refresh(coolingKey.port());
        }
    }

    private void refresh(int port) {
        KeyState state = overlay.state(new Key.PortKey(space, port));
        boolean recorded = state == null ? records().isOccupied(port) : state.entry() != null;
        taken.set(port, recorded || held.get(port) || hasCoolingRecord(port));
    }

    private boolean hasCoolingRecord(int port) {
        KeyState state = overlay.state(new Key.CoolingKey(space, port));
        return state == null ? records().hasCoolingRecord(port) : state.entry() != null;
    }
}
