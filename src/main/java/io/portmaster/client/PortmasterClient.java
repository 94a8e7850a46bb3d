package io.portmaster.client;

import java.io.IOException;
import java.net.URI;

/**
 * A client of a node's HTTP API, or of a load balancer in front of several nodes. Each call sends one request and waits for its
 * answer. The client never repeats a request by itself. Many threads may use it.
 *
 * <p>All methods throw {@link ProblemException} if the node answers with an error, and {@link IOException} if there is no answer,
 * or one that breaks the contract. After an {@code IOException} a change may have been carried out, unless it is a {@link
 * java.net.ConnectException} or a {@link java.net.http.HttpConnectTimeoutException}.
 */
public final class PortmasterClient {
    private final Connection connection;
    private final boolean stale;
    private final Services services;
    private final Offers offers;
    private final Ports ports;
    private final Leases leases;

    /** @param base the address, such as {@code http://127.0.0.1:8080} */
    public PortmasterClient(URI base, Timeouts timeouts) {
        this(base, timeouts, Access.OPEN);
    }

    /** @param base the address, which may have a path that a proxy serves the API under */
    public PortmasterClient(URI base, Timeouts timeouts, Access access) {
        this(new Connection(base, timeouts, access), false);
    }

    private PortmasterClient(Connection connection, boolean stale) {
        this.connection = connection;
        this.stale = stale;
        Requests requests = new Requests(connection, stale);
        this.services = new Services(requests);
        this.offers = new Offers(requests);
        this.ports = new Ports(requests);
        this.leases = new Leases(requests);
    }

    /**
     * A client whose reads are answered from the node's memory at once, even if etcd can't be reached. {@link Resource#age} says
     * how old such an answer may be.
     */
    public PortmasterClient stale() {
        return new PortmasterClient(connection, true);
    }

    /** A client for another address, which shares the threads and connections of this one. */
    public PortmasterClient at(URI base) {
        return new PortmasterClient(connection.at(base), stale);
    }

    public Services services() {
        return services;
    }

    public Offers offers() {
        return offers;
    }

    public Ports ports() {
        return ports;
    }

    public Leases leases() {
        return leases;
    }

    public Probes probes() {
        return new Probes(connection);
    }

    /** The address that the client asks. */
    @Override
    public String toString() {
        return connection.base().toString();
    }
}
