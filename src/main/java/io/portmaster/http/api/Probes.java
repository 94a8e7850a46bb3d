package io.portmaster.http.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The state of the node, for probes. The methods are called on any event loop. */
public interface Probes {
    /** Why the node can't serve, in a few words for people; null if it can. Must not block. */
    @Nullable
    String whyNotReady();

    /** The UUID of the installation that the node serves; null while it isn't known. Must not block. */
    @Nullable
    String installation();

    /** A line for each etcd address at which an etcd of another installation answers. Must not block. */
    List<String> strangers();

    /**
     * The node's metrics in Prometheus' text format 0.0.4, in UTF-8. May complete on any thread.
     *
     * @param gzip whether to compress them
     * @return bytes that must not be changed: other callers may get the same ones
     */
    CompletionStage<byte[]> scrape(boolean gzip);
}
