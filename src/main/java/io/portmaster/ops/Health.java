package io.portmaster.ops;

import io.portmaster.commit.Store;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a node can serve. */
public final class Health {
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(250);

    /** A few of the store's heartbeats. */
    private static final Duration OUT_OF_REACH_AFTER = Duration.ofSeconds(3);

    private final Store store;
    private final Loop loop;

    /** When the records in memory were last known to be complete, by the loop's clock. It ages if the loop is stuck, too. */
    private volatile @Nullable Long currentAt;

    private volatile @Nullable String trouble;
    private volatile @Nullable String refusal;
    private volatile @Nullable String installation;
    private volatile List<String> strangers = List.of();

    public Health(Store store, Loop loop) {
        this.store = store;
        this.loop = loop;
    }

    /** Looks from now on. Called on the loop. */
    public void start() {
        look();
        loop.after(SAMPLE_EVERY, this::start);
    }

    /** Looks now. Called on the loop. */
    public void look() {
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

    /** Seconds since the records in memory were last known to be complete; not a number before. May be called from any thread. */
    public double lag() {
        Duration staleness = stalenessNow();
        return staleness == null ? Double.NaN : staleness.toNanos() / 1e9;
    }

    /** What the node lacks to serve, in a few words; null if nothing. May be called from any thread. */
    public @Nullable String whyNotReady() {
        Duration staleness = stalenessNow();
        String why = trouble;
        if (staleness == null) {
            return why == null ? "nothing was read from etcd yet" : why;
        }
        if (staleness.compareTo(OUT_OF_REACH_AFTER) > 0) {
            return "no etcd of this installation has answered for " + staleness.toSeconds() + " s"
                    + (why == null ? "" : ": " + why);
        }
        // Without a member at hand the store is silent, which others may be for a moment too. A refusal stays.
        return refusal;
    }

    /** The UUID of the set of records that the node serves; null while it doesn't know it. May be called from any thread. */
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
