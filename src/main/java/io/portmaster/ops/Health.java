package io.portmaster.ops;

import io.portmaster.commit.Store;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells whether a node can serve. It samples the store. */
public final class Health {
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(250);

    /** The longest silence of the store after which the node is still ready: a few of its heartbeats. */
    private static final Duration OUT_OF_REACH_AFTER = Duration.ofSeconds(3);

    private final Store store;
    private final Loop loop;

    /**
     * The time by the loop's clock at which the records in memory were last known to be complete. It also ages if the
     * loop is stuck.
     */
    private volatile @Nullable Long currentAt;

    /** Whether the node serves. Before that it is not ready, however complete its records are. */
    private volatile boolean serving;

    private volatile @Nullable String trouble;
    private volatile @Nullable String refusal;
    private volatile @Nullable String installation;
    private volatile List<String> strangers = List.of();

    public Health(Store store, Loop loop) {
        this.store = store;
        this.loop = loop;
    }

    /** Samples the store from now on. Call it on the loop. */
    public void start() {
        look();
        loop.after(SAMPLE_EVERY, this::start);
    }

    /** Lets the node be ready: it listens, and its records are complete. Call it on the loop. */
    public void serve() {
        serving = true;
        look();
    }

    /** Whether {@link #serve} was called. Before that the node never was ready. May be called from any thread. */
    public boolean hasServed() {
        return serving;
    }

    private void look() {
        trouble = store.trouble();
        String ofReads = store.refusalOfReads();
        refusal = ofReads == null ? store.refusalOfChanges() : ofReads;
        UUID served = store.installation();
        installation = served == null ? null : served.toString();
        strangers = store.strangers();
        Duration staleness = store.staleness();
        if (staleness != null) {
            currentAt = loop.nanos() - staleness.toNanos();
        }
    }

    /**
     * Seconds since the records in memory were last known to be complete; NaN if they never were. May be called from any
     * thread.
     */
    public double lag() {
        Duration staleness = stalenessNow();
        return staleness == null ? Double.NaN : staleness.toNanos() / 1e9;
    }

    /** Why the node can't serve, in a few words; null if it can. May be called from any thread. */
    public @Nullable String whyNotReady() {
        Duration staleness = stalenessNow();
        String why = trouble;
        if (staleness == null) {
            return why == null ? "nothing was read from etcd yet" : why;
        }
        if (!serving) {
            return why == null ? "the node is starting" : "the node is starting: " + why;
        }
        if (staleness.compareTo(OUT_OF_REACH_AFTER) > 0) {
            return "no etcd of this installation has answered for " + staleness.toSeconds() + " s"
                    + (why == null ? "" : ": " + why);
        }
        // Trouble with a member may be over before a client notices, so the node stays ready. A refusal by etcd lasts.
        return refusal;
    }

    /** The UUID of the installation that the node serves; null while it isn't known. May be called from any thread. */
    public @Nullable String installation() {
        return installation;
    }

    /** A line for each etcd address at which an etcd of another installation answers. May be called from any thread. */
    public List<String> strangers() {
        return strangers;
    }

    private @Nullable Duration stalenessNow() {
        Long at = currentAt;
        return at == null ? null : Duration.ofNanos(loop.nanos() - at);
    }
}
