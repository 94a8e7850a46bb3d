package io.portmaster.http;

import io.portmaster.allocation.Freshness;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a request wants.
 *
 * @param after what the page before ended with; null for the first page
 * @param limit how many items a page has at most
 * @param freshness of this page, and of those that follow it
 */
record Paging<T>(@Nullable T after, int limit, Freshness freshness) {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 10_000;

    /** The value of a {@code Link} header (RFC 8288) to the next page. */
    String link(String path, String cursor) {
        String stale = freshness == Freshness.STALE ? "&stale" : "";
        return "<" + path + "?limit=" + limit + "&cursor=" + cursor + stale + ">; rel=\"next\"";
    }

    /** Ports start above 0, so that is where a list of them starts. */
    static int start(Paging<Integer> paging) {
        return paging.after() == null ? 0 : paging.after();
    }
}
