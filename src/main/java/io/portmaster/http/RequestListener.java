package io.portmaster.http;

/** Hears of every answer. For those who count; nothing that is decided depends on it. */
@FunctionalInterface
public interface RequestListener {
    /**
     * An answer is on its way. Called on the request's event loop, of which there may be several.
     *
     * @param method as the client sent it, which may be any word
     * @param route the path with parameters in braces, never a path that was asked for: that may hold a secret. {@value
     *     #NO_ROUTE} for what no route takes
     * @param nanos since the request's head was there
     */
    void answered(String method, String route, int status, long nanos);

    /** Where a path is unknown, or no request could be made out. */
    String NO_ROUTE = "none";

    /** Nobody who counts. */
    RequestListener NONE = (method, route, status, nanos) -> {};
}
