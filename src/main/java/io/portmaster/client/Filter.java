package io.portmaster.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a list is to have. All parts count together; a part that is null lets everything through.
 *
 * @param state {@code offered}, {@code allocated} or {@code cooling}
 * @param name of the instance; of a cooling port, the former one
 * @param lease the lease that allocations are on
 * @param labels that entries must have
 */
public record Filter(
        @Nullable String service,
        @Nullable String state,
        @Nullable String name,
        @Nullable String lease,
        Map<String, String> labels) {
    /** Lets everything through. */
    public static final Filter NONE = new Filter(null, null, null, null, Map.of());

    public static Filter ofService(String service) {
        return new Filter(service, null, null, null, Map.of());
    }

    public static Filter inState(String state) {
        return new Filter(null, state, null, null, Map.of());
    }

    public static Filter onLease(String lease) {
        return new Filter(null, null, null, lease, Map.of());
    }

    public static Filter labelled(Map<String, String> labels) {
        return new Filter(null, null, null, null, Map.copyOf(labels));
    }

    /** The path of a list, with these parts as its query. */
    String on(String list) {
        String path = Paths.with("service", service, list);
        path = Paths.with("state", state, path);
        path = Paths.with("name", name, path);
        path = Paths.with("lease", lease, path);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            path = Paths.with("label", label.getKey() + "=" + label.getValue(), path);
        }
        return path;
    }
}
