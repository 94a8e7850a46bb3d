package io.portmaster.faults;

import io.portmaster.cluster.Place;

/**
 * What a cluster stands on: a place for each of its hosts, and the network between etcd members and nodes, which can break.
 * Clients and HAProxy reach whom they want, always.
 */
interface ClusterNetwork extends AutoCloseable {
    /** Where the processes of that host run. */
    Place place(String host);

    /** How one host reaches what another one serves at that URL. */
    String way(String from, String to, String url);

    /** How all members reach one of them, whose own URL for its peers that is. */
    String peerWay(String member, String url);

    /** Nothing that the one sends arrives at the other any more. Neither is told. */
    void cut(String from, String to);

    /** Neither hears of the other. */
    default void part(String one, String other) {
        cut(one, other);
        cut(other, one);
    }

    /** Whether the one has a connection to the other's service for clients. */
    boolean isConnected(String from, String to);

    /** Of all that is sent so much is lost. */
    void lose(double share);

    /** All is well again. */
    void heal();

    @Override
    void close();
}
