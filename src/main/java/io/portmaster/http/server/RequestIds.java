package io.portmaster.http.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Gives every request its id: the client's own if it is sane, else a new one. */
public final class RequestIds {
    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

    /** The form of an id that is safe in a log line and in a header. */
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private final Supplier<String> newIds;

    public RequestIds(Supplier<String> newIds) {
        this.newIds = newIds;
    }

    /** The request's id. The first call adds it to the response; later calls give the same id. */
    public String assign(HttpServerRequest request) {
        String assigned = request.response().headers().get(HEADER);
        if (assigned != null) {
            return assigned;
        }
        String sent = request.getHeader(HEADER);
        String id = sent != null && SANE.matcher(sent).matches() ? sent : newIds.get();
        request.response().putHeader(HEADER, id);
        return id;
    }
}
