package io.portmaster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.UnreadableBodyException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends requests to one address, and turns error answers into exceptions. It sends each request once. */
final class Connection {
    private static final String PROBLEM = "application/problem+json";
    private static final int FIRST_ERROR = 300;

    private final URI base;
    private final Duration timeout;
    private final Access access;
    private final HttpClient http;

    Connection(URI base, Timeouts timeouts, Access access) {
        this(
                base,
                timeouts.answer(),
                access,
                access.on(HttpClient.newBuilder())
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(timeouts.connect())
                        .build());
    }

    private Connection(URI base, Duration timeout, Access access, HttpClient http) {
        this.base = base;
        this.timeout = timeout;
        this.access = access;
        this.http = http;
    }

    Connection at(URI other) {
        return new Connection(other, timeout, access, http);
    }

    URI base() {
        return base;
    }

    HttpRequest.Builder request(String method, String path, @Nullable JsonWritable body) {
        HttpRequest.Builder request =
                access.on(HttpRequest.newBuilder(under(path)).timeout(timeout));
        if (body == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.method(method, BodyPublishers.ofByteArray(Json.write(body)))
                .header("Content-Type", "application/json");
    }

    /** The path below the base, which may have a path of its own. */
    private URI under(String path) {
        return URI.create(base.toString().replaceFirst("/+$", "") + path);
    }

    /**
     * Sends the request and reads the answer to it.
     *
     * @param reader reads a successful answer
     * @throws ProblemException if the answer is a problem
     * @throws UnexpectedAnswerException if the answer is neither
     * @throws IOException if no answer came
     */
    <T> T send(HttpRequest.Builder builder, Function<HttpResponse<byte[]>, T> reader)
            throws ProblemException, IOException {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response = answer(request);
        try {
            if (response.statusCode() < FIRST_ERROR) {
                return reader.apply(response);
            }
            if (response.headers().firstValue("Content-Type").orElse("").startsWith(PROBLEM)) {
                throw problem(response);
            }
        } catch (UnreadableBodyException e) {
            throw unexpected(request, response, e);
        }
        throw unexpected(request, response, null);
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for an answer");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private static ProblemException problem(HttpResponse<byte[]> response) {
        ProblemBody problem = Json.read(response.body(), ProblemBody::read);
        return new ProblemException(
                problem,
                response.headers()
                        .firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,9}"))
                        .map(seconds -> Duration.ofSeconds(Integer.parseInt(seconds)))
                        .orElse(null),
                response.headers().firstValue("X-Request-Id").orElse(null));
    }

    private static UnexpectedAnswerException unexpected(
            HttpRequest request, HttpResponse<byte[]> response, @Nullable Throwable cause) {
        // The path is left out: it may hold a secret.
        String where = request.method() + " at " + request.uri().getAuthority();
        return new UnexpectedAnswerException(where, response.statusCode(), new String(response.body(), UTF_8), cause);
    }
}
