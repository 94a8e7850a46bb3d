package io.portmaster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.domain.Secret;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** The paths of the routes. The server has paths of its own on purpose: a mistake in either one fails the tests that use both. */
final class Paths {
    static final String SERVICES = "/v1/services";
    static final String ALL_PORTS = "/v1/ports";
    static final String LEASES = "/v1/leases";
    static final String ALIVE = "/livez";
    static final String READY = "/readyz";
    static final String METRICS = "/metrics";

    private Paths() {}

    static String service(String service) {
        return SERVICES + "/" + encoded(service);
    }

    static String offers(String service) {
        return service(service) + "/offers";
    }

    static String offer(String service, Secret secret) {
        return offers(service) + "/" + encoded(secret.reveal());
    }

    static String ports(String service) {
        return service(service) + "/ports";
    }

    /** @param portOrName a port's number, or an instance's name */
    static String port(String service, String portOrName) {
        return ports(service) + "/" + encoded(portOrName);
    }

    static String holder(int port) {
        return ALL_PORTS + "/" + port;
    }

    static String lease(String lease) {
        return LEASES + "/" + encoded(lease);
    }

    static String page(String list, Page.Start start) {
        return with("cursor", start.cursor(), with("limit=" + start.limit(), list));
    }

    /** Adds a parameter to the query, unless its value is null. */
    static String with(String parameter, @Nullable String value, String path) {
        return with(value == null ? null : parameter + "=" + encoded(value), path);
    }

    /** Adds a flag to the query, unless it is null. */
    static String with(@Nullable String flag, String path) {
        return flag == null ? path : path + (path.contains("?") ? "&" : "?") + flag;
    }

    /** One segment of a path, or one value of a query. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
