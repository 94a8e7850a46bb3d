package io.portmaster.http.problem;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.portmaster.http.server.BodyTooLargeException;
import io.portmaster.http.server.MalformedRequestException;
import io.portmaster.http.server.OverloadedException;
import io.portmaster.http.server.RejectedRequestException;
import io.portmaster.http.server.RequestPart;
import io.portmaster.http.server.SlowRequestException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns requests that the server, the decoder or the router rejects into problems. */
final class RequestProblems {
    private RequestProblems() {}

    static Problem of(RejectedRequestException rejected) {
        if (rejected instanceof MalformedRequestException malformed) {
            return Problem.invalid(List.of(new Violation(malformed.part(), malformed.field(), malformed.rule())));
        }
        if (rejected instanceof SlowRequestException slow) {
            return Problem.requestTimeout(slow.getMessage());
        }
        if (rejected instanceof BodyTooLargeException tooLarge) {
            return Problem.bodyTooLarge(tooLarge.maximum());
        }
        if (rejected instanceof OverloadedException overloaded) {
            return Problem.overloaded(overloaded.reason().text());
        }
        throw new IllegalStateException("a rejected request without a problem: " + rejected.getClass());
    }

    /** @param cause why the decoder can't read the request */
    static Problem undecodable(HttpServerRequest request, @Nullable Throwable cause) {
        if (cause instanceof RejectedRequestException rejected) {
            return of(rejected);
        }
        if (cause instanceof TooLongHttpLineException) {
            return Problem.pathTooLong();
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.headersTooLarge();
        }
        return Problem.invalid(List.of(
                request.uri().isEmpty()
                        ? new Violation(RequestPart.PATH, null, "is not in a valid HTTP/1.1 request line")
                        : new Violation(RequestPart.HEADER, null, "is not valid HTTP/1.1")));
    }

    /** The router rejects an empty path, and a {@code Host} that names no host. */
    static Problem unroutable(HttpServerRequest request) {
        return Problem.invalid(List.of(
                request.path().isEmpty()
                        ? new Violation(RequestPart.PATH, null, "is empty")
                        : new Violation(RequestPart.HEADER, "Host", "must name a host")));
    }
}
