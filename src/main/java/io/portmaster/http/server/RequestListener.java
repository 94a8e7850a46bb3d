package io.portmaster.http.server;

/** Receives every answer, for metrics. Nothing that is decided depends on it. */
@FunctionalInterface
public interface RequestListener {
    /**
     * Called when an answer is sent, on the request's event loop, of which there may be several.
     *
     * @param method as the client sent it, which may be any word
     * @param route the path with parameters in braces, never a path that was asked for: that may hold a secret. {@value
     *     #NO_ROUTE} for what no route takes
     * @param nanos since the request's head was there
     */
    void answered(String method, String route, int status, long nanos);

    /** Where a path is unknown, or no request could be made out. */
    String NO_ROUTE = "none";

    /** A listener that does nothing. */
    RequestListener NONE = (method, route, status, nanos) -> {};
}
