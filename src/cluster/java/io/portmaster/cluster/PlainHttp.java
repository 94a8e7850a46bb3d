package io.portmaster.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends any request to one address, also one that the contract doesn't know, and shows the answer as it came. It never repeats a
 * request. Many threads may use it. For requests of the contract there is {@link io.portmaster.client.PortmasterClient}.
 */
public final class PlainHttp {
    /** The limit for an answer. No node and no HAProxy takes as long. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final HttpClient SHARED = newHttp();

    private final String base;
    private final HttpClient http;

    /** @param base as {@code http://127.0.0.1:8080} */
    public PlainHttp(String base) {
        this(base, SHARED);
    }

    private PlainHttp(String base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    /** The same client without any connection, for tests of a connection's first request. */
    public PlainHttp anew() {
        return new PlainHttp(base, newHttp());
    }

    private static HttpClient newHttp() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    public HttpReply get(String path) throws IOException {
        return send("GET", path, null);
    }

    /** @param body JSON; null for none */
    public HttpReply post(String path, @Nullable String body) throws IOException {
        return send("POST", path, body);
    }

    public HttpReply delete(String path) throws IOException {
        return send("DELETE", path, null);
    }

    /**
     * @param headers names and values in turn
     * @throws IOException if no answer came; the request may have been carried out
     */
    public HttpReply send(String method, String path, @Nullable String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new HttpReply(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
        }
    }
}
