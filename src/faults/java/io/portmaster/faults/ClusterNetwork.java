package io.portmaster.faults;

import io.portmaster.cluster.Place;

/**
 * The hosts of a cluster, and the network between etcd members and nodes, which can break. Clients and HAProxy always reach
 * every host.
 */
interface ClusterNetwork extends AutoCloseable {
    /** The place of that host's processes. */
    Place place(String host);

    /** The URL under which one host reaches the other host's URL. */
    String way(String from, String to, String url);

    /** The URL under which all members reach a member's peer URL. */
    String peerWay(String member, String url);

    /** Drops all that the one host sends to the other. Neither host is told. */
    void cut(String from, String to);

    /** Drops all between the two hosts, both ways. */
    default void part(String one, String other) {
        cut(one, other);
        cut(other, one);
    }

    /** Whether the one host has a connection to the other host's service for clients. */
    boolean isConnected(String from, String to);

    /** Drops that share of all packets. */
    void lose(double share);

    /** Ends all disturbances of the network. */
    void heal();

    @Override
    void close();
}
