package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What planning sees: the registry, the overlay on top of it, and the ports that this node's own claims in flight hold. Fit
 * to plan the next compare-and-swap on, not to answer from.
 */
public final class PlanningView implements View, Registry.Listener {
    private final Registry registry;
    private final BitSet held = new BitSet(PortRange.HIGHEST + 1);

    /** Derived: held, or present in the overlay, or occupied in the registry where the overlay says nothing. */
    private final BitSet taken = new BitSet(PortRange.HIGHEST + 1);

    private Overlay overlay = new Overlay();

    public PlanningView(Registry registry) {
        this.registry = registry;
        registry.addListener(this);
    }

    /** Keeps others of this node from planning on the port. */
    public void hold(int port) {
        held.set(port);
        refresh(port);
    }

    public void release(int port) {
        held.clear(port);
        refresh(port);
    }

    /** Takes in what a commit or a conflict showed, unless the registry is past it. */
    public void learn(KeyState state) {
        if (state.revision() <= registry.revision()) {
            return;
        }
        overlay.learn(state);
        refresh(state.key());
    }

    /** Whether a record of the port would be no news: a claim of this node is under way, or has come back. */
    boolean expects(int port) {
        return held.get(port) || overlay.state(new Key.PortKey(space(), port)) != null;
    }

    /** The ports that no new claim should try. */
    BitSet taken() {
        return taken;
    }

    @Override
    public Space space() {
        return registry.space();
    }

    @Override
    public @Nullable Entry<?> entry(Key key) {
        KeyState state = overlay.state(key);
        return state == null ? registry.entry(key) : state.entry();
    }

    @Override
    public @Nullable Entry<Holding> holdingBySecret(Name service, Secret secret) {
        String sha256 = secret.sha256();
        Integer port = overlay.portBySecret(sha256);
        Entry<Holding> mirrored = port == null ? registry.holdingBySecret(service, secret) : null;
        Integer candidate =
                mirrored == null ? port : Integer.valueOf(mirrored.value().port());
        Entry<Holding> found = candidate == null ? null : holding(candidate);
        return found == null
                        || !found.value().service().equals(service)
                        || !found.value().receipt().secretSha256().equals(sha256)
                ? null
                : found;
    }

    @Override
    public void portChanged(int port) {
        refresh(port);
    }

    @Override
    public void advanced(long revision) {
        overlay.dropThrough(revision).forEach(this::refresh);
    }

    @Override
    public void replaced() {
        if (registry.isLoaded()) {
            overlay.dropThrough(registry.revision());
        } else {
            // History starts over: what its former course taught is worth nothing.
            overlay = new Overlay();
        }
        for (int port = PortRange.LOWEST; port <= PortRange.HIGHEST; port++) {
            refresh(port);
        }
    }

    private void refresh(Key key) {
        if (key instanceof Key.PortKey portKey) {
            refresh(portKey.port());
        }
    }

    private void refresh(int port) {
        KeyState state = overlay.state(new Key.PortKey(space(), port));
        boolean recorded = state == null ? registry.isOccupied(port) : state.entry() != null;
        taken.set(port, recorded || held.get(port));
    }
}
