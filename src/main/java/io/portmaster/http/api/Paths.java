package io.portmaster.http.api;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;

/** All paths of the API: those of the routes, with parameters in braces, and those of single resources. */
final class Paths {
    /** The prefix of all routes that have a version. */
    static final String VERSION = "/v1/";

    static final String SERVICES = VERSION + "services";
    static final String SERVICE = SERVICES + "/{service}";
    static final String OFFERS = SERVICE + "/offers";
    static final String OFFER = OFFERS + "/{secret}";
    static final String ACCEPT = OFFER + "/accept";
    static final String REJECT = OFFER + "/reject";
    static final String PORTS = SERVICE + "/ports";
    static final String PORT = PORTS + "/{portOrName}";
    static final String ALL_PORTS = VERSION + "ports";
    static final String HOLDER = ALL_PORTS + "/{port}";
    static final String LEASES = VERSION + "leases";
    static final String LEASE = LEASES + "/{lease}";
    static final String RENEW = LEASE + "/renew";

    static final String LIVE = "/livez";
    static final String READY = "/readyz";
    static final String METRICS = "/metrics";
    static final String CONTRACT = "/openapi.yaml";
    static final String EXEC_SCRIPT = "/exec.sh";
    static final String WEB_PAGE = "/";

    private Paths() {}

    static String service(Name service) {
        return SERVICES + "/" + service;
    }

    static String offer(Name service, Secret secret) {
        return service(service) + "/offers/" + secret.reveal();
    }

    /** The list of the service's allocations. */
    static String allocations(Name service) {
        return service(service) + "/ports";
    }

    static String allocation(Name service, Name name) {
        return allocations(service) + "/" + name;
    }

    static String lease(Lease lease) {
        return LEASES + "/" + lease.text();
    }
}
