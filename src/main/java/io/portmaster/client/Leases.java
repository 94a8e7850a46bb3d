package io.portmaster.client;

import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import java.io.IOException;

/** The leases of clients: {@code /v1/leases}. */
public final class Leases {
    private final Requests requests;

    Leases(Requests requests) {
        this.requests = requests;
    }

    public Resource<LeaseBody> create(LeaseDefinitionBody definition) throws ProblemException, IOException {
        return requests.send("POST", Paths.LEASES, definition, null, LeaseBody::read);
    }

    /** Keeps the lease alive. Its {@code ttl} counts from when this request was sent. */
    public Resource<LeaseBody> renew(String lease) throws ProblemException, IOException {
        return requests.send("POST", Paths.lease(lease) + "/renew", null, null, LeaseBody::read);
    }

    /** The lease, and the allocations on it. */
    public Resource<LeaseBody> get(String lease) throws ProblemException, IOException {
        return requests.read(Paths.lease(lease), LeaseBody::read);
    }

    /** The leases that have the filter's labels. */
    public Page<LeaseBody> list(Filter filter, Page.Start start) throws ProblemException, IOException {
        return requests.page(filter.on(Paths.LEASES), start, LeaseBody::read);
    }

    /** Ends the lease, and releases all that is on it. After {@value ProblemException#OUTCOME_UNKNOWN} ask again. */
    public void end(String lease) throws ProblemException, IOException {
        requests.delete(Paths.lease(lease), null);
    }
}
