package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a request asks for.
 *
 * @param after the last item of the previous page; null for the first page
 * @param limit the largest number of items on the page
 * @param freshness of this page and of the following ones
 * @param filters of this page and of the following ones, each behind an ampersand
 */
record Paging<T>(@Nullable T after, int limit, Freshness freshness, String filters) {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 10_000;
    static final String LIMIT_RULE = "must be a whole number from 1 to " + MAX_LIMIT;

    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,5}");

    /** The limit; null if the text breaks the {@link #LIMIT_RULE}. */
    static @Nullable Integer parseLimit(String text) {
        int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        return limit < 1 || limit > MAX_LIMIT ? null : Integer.valueOf(limit);
    }

    /**
     * The value of a {@code Link} header (RFC 8288) to the next page.
     *
     * @param asked the path of the present request
     */
    String link(String asked, String cursor) {
        String stale = freshness == Freshness.STALE ? "&stale" : "";
        String list = asked.endsWith("/") ? asked.substring(0, asked.length() - 1) : asked;
        return "<" + RelativePath.from(asked, list) + "?limit=" + limit + "&cursor=" + cursor + filters + stale
                + ">; rel=\"next\"";
    }

    /** The port after which the page starts; 0 for the first page. */
    static int start(Paging<Integer> paging) {
        return paging.after() == null ? 0 : paging.after();
    }
}
