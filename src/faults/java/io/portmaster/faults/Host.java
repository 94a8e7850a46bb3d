package io.portmaster.faults;

import java.util.List;

/** The hosts of a cluster, by name. */
final class Host {
    static final String HAPROXY = "haproxy";

    /** An etcd that is no member of the cluster. */
    static final String STRANGER = "stranger";

    static final List<String> MEMBERS = List.of("etcd-1", "etcd-2", "etcd-3");
    static final List<String> NODES = List.of("node-1", "node-2", "node-3");

    private Host() {}

    /**
     * Whether the network between the two hosts may break. It may if one of them has an etcd member and the other has no client.
     */
    static boolean isShaky(String from, String to) {
        boolean inside = !from.equals(HAPROXY) && !to.equals(HAPROXY);
        return inside && !from.equals(to) && (MEMBERS.contains(from) || MEMBERS.contains(to));
    }
}
