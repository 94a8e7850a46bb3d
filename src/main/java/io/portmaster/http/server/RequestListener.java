package io.portmaster.http.server;

/** Receives every answer, for metrics only. */
@FunctionalInterface
public interface RequestListener {
    /**
     * Called when an answer is sent, on the request's event loop, of which there may be several.
     *
     * @param method as the client sent it, which may be any word
     * @param route the route's path with parameters in braces, or {@value #NO_ROUTE}. It is never the path of the request,
     *     which may hold a secret
     * @param nanos nanoseconds since the request's head arrived
     */
    void answered(String method, String route, int status, long nanos);

    /** The route of a request whose path is unknown, or that couldn't be read. */
    String NO_ROUTE = "none";

    /** A listener that does nothing. */
    RequestListener NONE = (method, route, status, nanos) -> {};
}
