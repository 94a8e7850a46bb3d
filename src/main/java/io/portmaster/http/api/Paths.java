package io.portmaster.http.api;

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
    static final String HOLDER = VERSION + "ports/{port}";

    static final String LIVE = "/livez";
    static final String READY = "/readyz";
    static final String METRICS = "/metrics";
    static final String CONTRACT = "/openapi.yaml";
    static final String WEB_PAGE = "/";

    private Paths() {}

    static String service(Name service) {
        return SERVICES + "/" + service;
    }

    static String offer(Name service, Secret secret) {
        return service(service) + "/offers/" + secret.reveal();
    }

    static String allocation(Name service, Name name) {
        return service(service) + "/ports/" + name;
    }
}
