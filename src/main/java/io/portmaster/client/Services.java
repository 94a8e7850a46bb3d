package io.portmaster.client;

import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The services: {@code /v1/services}. */
public final class Services {
    private final Requests requests;

    Services(Requests requests) {
        this.requests = requests;
    }

    public Resource<ServiceBody> create(ServiceDefinitionBody definition) throws ProblemException, IOException {
        return requests.send("POST", Paths.SERVICES, definition, null, ServiceBody::read);
    }

    public Resource<ServiceBody> get(String service) throws ProblemException, IOException {
        return requests.read(Paths.service(service), ServiceBody::read);
    }

    public Page<ServiceBody> list(Page.Start start) throws ProblemException, IOException {
        return requests.page(Paths.SERVICES, start, ServiceBody::read);
    }

    /**
     * Replaces all that can be changed (PUT).
     *
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public Resource<ServiceBody> replace(String service, ServiceChangeBody change, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.send("PUT", Paths.service(service), change, ifMatch, ServiceBody::read);
    }

    /**
     * Changes what is given (PATCH).
     *
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public Resource<ServiceBody> change(String service, ServiceChangeBody change, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.send("PATCH", Paths.service(service), change, ifMatch, ServiceBody::read);
    }

    /**
     * Deletes the service.
     *
     * @param force deletes its offers and allocations too; without it, a service that has some isn't deleted
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public void delete(String service, boolean force, @Nullable String ifMatch) throws ProblemException, IOException {
        requests.delete(Paths.with(force ? "force=true" : null, Paths.service(service)), ifMatch);
    }
}
