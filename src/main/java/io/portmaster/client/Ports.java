package io.portmaster.client;

import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ports that are in use, and above all the allocations: {@code /v1/services/{service}/ports} and {@code /v1/ports}. */
public final class Ports {
    private final Requests requests;

    Ports(Requests requests) {
        this.requests = requests;
    }

    /** The allocation of that name. */
    public Resource<AllocationBody> allocation(String service, String name) throws ProblemException, IOException {
        return requests.read(Paths.port(service, name), AllocationBody::read);
    }

    /** The allocation of that port. */
    public Resource<AllocationBody> allocation(String service, int port) throws ProblemException, IOException {
        return allocation(service, Integer.toString(port));
    }

    public Page<AllocationBody> allocations(String service, Page.Start start) throws ProblemException, IOException {
        return allocations(service, Filter.NONE, start);
    }

    /** The allocations that have the filter's labels and lease. */
    public Page<AllocationBody> allocations(String service, Filter filter, Page.Start start)
            throws ProblemException, IOException {
        return requests.page(filter.on(Paths.ports(service)), start, AllocationBody::read);
    }

    /** The offer or the allocation that has this port, in any service; or the port as it cools. */
    public Resource<PortBody> holder(int port) throws ProblemException, IOException {
        return requests.read(Paths.holder(port), PortBody::read);
    }

    /** The ports in use of all services, by port. */
    public Page<PortBody> list(Filter filter, Page.Start start) throws ProblemException, IOException {
        return requests.page(filter.on(Paths.ALL_PORTS), start, PortBody::read);
    }

    /** Releases the allocation of that name. */
    public void release(String service, String name) throws ProblemException, IOException {
        requests.delete(Paths.port(service, name), null);
    }

    /**
     * Releases the allocation of that port.
     *
     * @param ifMatch entity tag of the allocation, so that a repeated release can't end the next owner's; null for any
     */
    public void release(String service, int port, @Nullable String ifMatch) throws ProblemException, IOException {
        requests.delete(Paths.port(service, Integer.toString(port)), ifMatch);
    }

    /** The cooling ports of a service, by port. */
    public Page<CoolingBody> cooling(String service, Page.Start start) throws ProblemException, IOException {
        return requests.page(Filter.inState("cooling").on(Paths.ports(service)), start, CoolingBody::read);
    }

    /**
     * Ends the cooling of a port. This is for operators.
     *
     * @param ifMatch entity tag of the cooling port; null for any
     */
    public void endCooling(String service, int port, @Nullable String ifMatch) throws ProblemException, IOException {
        requests.delete(Paths.with("state=cooling", Paths.port(service, Integer.toString(port))), ifMatch);
    }
}
