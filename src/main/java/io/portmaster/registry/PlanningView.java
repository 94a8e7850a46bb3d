package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What planning sees of one space: its records in the registry, the overlay on top of it, and the ports that this node's own claims in flight hold. Fit
 * to plan the next compare-and-swap on, not to answer from.
 */
final class PlanningView implements View {
    private final Registry registry;
    private final Space space;
    private final BitSet held = new BitSet();

    /** Derived: held, or present in the overlay, or occupied in the registry where the overlay says nothing. */
    private BitSet taken;

    private Overlay overlay = new Overlay();

    PlanningView(Registry registry, Space space) {
        this.registry = registry;
        this.space = space;
        this.taken = records().copyOfOccupied();
    }

    private SpaceRecords records() {
        return registry.records(space);
    }

    /** Keeps others of this node from planning on the port. */
    void hold(int port) {
        held.set(port);
        refresh(port);
    }

    void release(int port) {
        held.clear(port);
        refresh(port);
    }

    /** @param state that the registry hasn't reached yet */
    void learn(KeyState state) {
        overlay.learn(state);
        refresh(state.key());
    }

    /** Whether this node has claimed the port itself: a claim is under way, or has come back. */
    boolean expects(int port) {
        return held.get(port) || overlay.state(new Key.PortKey(space, port)) != null;
    }

    /** Whether it knows nothing that the registry doesn't. */
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
        if (!key.space().equals(space)) {
            return null;
        }
        KeyState state = overlay.state(key);
        return state == null ? registry.entry(key) : state.entry();
    }

    @Override
    public @Nullable Entry<Holding> holdingBySecret(Name service, Secret secret) {
        String sha256 = secret.sha256();
        Integer port = overlay.portBySecret(sha256);
        Entry<Holding> mirrored = port == null ? records().holdingBySecret(service, secret) : null;
        Integer candidate =
                mirrored == null ? port : Integer.valueOf(mirrored.value().port());
        Entry<Holding> found = candidate == null ? null : holding(candidate);
        return found == null
                        || !found.value().service().equals(service)
                        || !found.value().receipt().secretSha256().equals(sha256)
                ? null
                : found;
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
            // History starts over: what its former course taught is worth nothing.
            overlay = new Overlay();
        }
        taken = records().copyOfOccupied();
        held.stream().forEach(this::refresh);
        overlay.keys().forEach(this::refresh);
    }

    private void refresh(Key key) {
        if (key instanceof Key.PortKey portKey) {
            refresh(portKey.port());
        }
    }

    private void refresh(int port) {
        KeyState state = overlay.state(new Key.PortKey(space, port));
        boolean recorded = state == null ? records().isOccupied(port) : state.entry() != null;
        taken.set(port, recorded || held.get(port));
    }
}
