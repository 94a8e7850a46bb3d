package io.portmaster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.wire.Json;
import io.portmaster.wire.JsonObject;
import io.portmaster.wire.JsonWritable;
import io.portmaster.wire.OfferRequestBody;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of requests that the API has, and what their answers have in common. */
final class Requests {
    /** The cursor in a {@code Link} to the next page. */
    private static final Pattern NEXT = Pattern.compile("[?&]cursor=([^&>]*)[^>]*>; *rel=\"?next");

    private final Connection connection;
    private final boolean stale;

    /** @param stale whether reads are answered from the node's memory */
    Requests(Connection connection, boolean stale) {
        this.connection = connection;
        this.stale = stale;
    }

    /** Sends a request for offers. */
    <T> Resource<T> ask(
            String path,
            OfferRequestBody wanted,
            @Nullable String key,
            @Nullable String ifMatch,
            Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        HttpRequest.Builder request = conditional(connection.request("POST", path, wanted), ifMatch);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return connection.send(request, response -> resource(response, reader));
    }

    <T> Resource<T> read(String path, Function<JsonObject, T> reader) throws ProblemException, IOException {
        return connection.send(connection.request("GET", fresh(path), null), response -> resource(response, reader));
    }

    <T> Page<T> page(String list, Page.Start start, Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", fresh(Paths.page(list, start)), null),
                response -> new Page<>(Json.readArray(response.body(), reader), next(response, start.limit())));
    }

    private static Page.@Nullable Start next(HttpResponse<byte[]> response, int limit) {
        return response.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(link -> new Page.Start(limit, URLDecoder.decode(link.group(1), UTF_8)))
                .orElse(null);
    }

    private String fresh(String path) {
        return Paths.with(stale ? "stale=true" : null, path);
    }

    <T> Resource<T> send(
            String method,
            String path,
            @Nullable JsonWritable body,
            @Nullable String ifMatch,
            Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        return connection.send(
                conditional(connection.request(method, path, body), ifMatch), response -> resource(response, reader));
    }

    /** Sends a request whose answer has no body. */
    void send(String method, String path, JsonWritable body) throws ProblemException, IOException {
        connection.send(connection.request(method, path, body), HttpResponse::statusCode);
    }

    void delete(String path, @Nullable String ifMatch) throws ProblemException, IOException {
        connection.send(conditional(connection.request("DELETE", path, null), ifMatch), HttpResponse::statusCode);
    }

    private static HttpRequest.Builder conditional(HttpRequest.Builder request, @Nullable String ifMatch) {
        return ifMatch == null ? request : request.header("If-Match", ifMatch);
    }

    private static <T> Resource<T> resource(HttpResponse<byte[]> response, Function<JsonObject, T> reader) {
        return new Resource<>(
                Json.read(response.body(), reader),
                response.headers().firstValue("ETag").orElse(null),
                response.headers().firstValue("Idempotent-Replayed").isPresent(),
                response.headers()
                        .firstValue("Portmaster-Stale")
                        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                        .orElse(null));
    }
}
