package io.portmaster.http.problem;

import io.portmaster.record.FormatVersion;
import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.ProblemMembers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * An error as in RFC 9457, and the headers that go with it.
 *
 * @param status 400 or more
 * @param code the contract's word for this error, for programs
 * @param title the kind of problem, in a few words
 * @param detail what is wrong in this case, if there is more to say
 * @param members further members, which help a program to react
 * @param logLevel of the line that the answer makes in the log: WARN for what an operator should see
 */
public record Problem(
        int status,
        String code,
        String title,
        @Nullable String detail,
        List<Header> headers,
        ProblemMembers members,
        Level logLevel) {

    /** A header of the answer. There may be several of one name. */
    public record Header(String name, String value) {}

    /** The longest detail, in characters. The details of badly broken requests are cut. */
    private static final int MAX_DETAIL = 1000;

    public static Problem of(int status, String code, String title, @Nullable String detail) {
        Level level = status >= 500 ? Level.WARN : Level.DEBUG;
        return new Problem(status, code, title, detail, List.of(), ProblemMembers.NONE, level);
    }

    public Problem with(ProblemMembers more) {
        return new Problem(status, code, title, detail, headers, more, logLevel);
    }

    /** Adds a header, even if there is one of that name. */
    public Problem withHeader(String name, String value) {
        List<Header> more = Stream.concat(headers.stream(), Stream.of(new Header(name, value)))
                .toList();
        return new Problem(status, code, title, detail, more, members, logLevel);
    }

    boolean hasHeader(String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    /**
     * The same problem, logged at DEBUG. It is for answers that are frequent and expected: their warnings would hide others.
     */
    private Problem loggedAtDebug() {
        return new Problem(status, code, title, detail, headers, members, Level.DEBUG);
    }

    public Problem withDetail(String other) {
        return new Problem(status, code, title, other, headers, members, logLevel);
    }

    public static Problem invalid(List<Violation> violations) {
        String detail = violations.stream().map(Problem::sentence).collect(Collectors.joining("; "));
        String cut = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
        return of(400, "invalid-request", "Invalid request", cut)
                .with(new ProblemMembers.Errors(
                        violations.stream().map(Violation::body).toList()));
    }

    private static String sentence(Violation violation) {
        return violation.field() == null
                ? "the " + violation.in() + " " + violation.message()
                : violation.field() + ": " + violation.message();
    }

    public static Problem routeNotFound() {
        return of(404, "route-not-found", "Route not found", "/openapi.yaml lists all routes");
    }

    /** @param allowed the methods of the path, separated by commas */
    public static Problem methodNotAllowed(String allowed) {
        return of(405, "method-not-allowed", "Method not allowed", "this path allows " + allowed)
                .withHeader("Allow", allowed);
    }

    public static Problem requestTimeout(@Nullable String detail) {
        return of(408, "request-timeout", "Request timeout", detail);
    }

    public static Problem bodyTooLarge(int maximum) {
        return of(413, "body-too-large", "Body too large", "a body may have " + maximum + " bytes");
    }

    public static Problem pathTooLong() {
        return of(414, "path-too-long", "Path too long", null);
    }

    public static Problem unsupportedMediaType(String detail) {
        return of(415, "unsupported-media-type", "Unsupported media type", detail);
    }

    public static Problem headersTooLarge() {
        return of(431, "headers-too-large", "Headers too large", null);
    }

    /**
     * @param reason what there is too much of. {@code Traffic} logs one line in ten seconds, so each answer is logged at DEBUG
     */
    public static Problem overloaded(String reason) {
        return of(503, "overloaded", "The node is overloaded", reason + "; nothing was changed, retry in a moment")
                .withHeader("Retry-After", "1")
                .loggedAtDebug();
    }

    public static Problem storeUnavailable(String detail) {
        return storeUnavailable("The store is unavailable", detail);
    }

    /** The answer of {@code /readyz} while the node can't serve. Probes ask often, so it is logged at DEBUG. */
    public static Problem notReady(String reason) {
        return storeUnavailable("The node is not ready", reason).loggedAtDebug();
    }

    /** @param what names the record, such as {@code port 5000} */
    public static Problem recordUnreadable(String what) {
        return storeUnavailable(
                "A record in the store can't be read",
                "the record of " + what + " can't be read by this version of Portmaster; nothing was changed. "
                        + "'portmaster check' says what is wrong with it");
    }

    /** @param what names the record, such as {@code port 5000} */
    static Problem recordNewer(String what, FormatVersion version) {
        return storeUnavailable(
                "A record in the store needs a newer release",
                "the record of " + what + " was written by a newer release of Portmaster, as format version " + version
                        + ", and this node knows versions up to " + FormatVersion.NEWEST_KNOWN
                        + "; nothing was changed. Ask a node of the newer release, or upgrade this one");
    }

    private static Problem storeUnavailable(String title, String detail) {
        return of(503, "store-unavailable", title, detail).withHeader("Retry-After", "1");
    }

    /** @param remedy how the client finds out what happened */
    public static Problem outcomeUnknown(String remedy) {
        return of(
                        503,
                        "outcome-unknown",
                        "The outcome is unknown",
                        "the node could not find out whether the change was made; " + remedy)
                .withHeader("Retry-After", "1");
    }

    /** The answer of {@code /readyz} while the node shuts down. Probes ask often, so it is logged at DEBUG. */
    public static Problem draining() {
        return of(
                        503,
                        "draining",
                        "The node is shutting down",
                        "it finishes the requests that it has, and will soon accept no new connections; use another node")
                .withHeader("Retry-After", "1")
                .loggedAtDebug();
    }

    /** The answer to a request that met a bug in the node. The log has the cause, under the request's id. */
    public static Problem internalError() {
        return of(500, "internal-error", "Internal server error", null);
    }

    /** @param instance the path of the request; null if it couldn't be read */
    public ProblemBody body(@Nullable String instance) {
        return new ProblemBody(code, title, status, detail, instance, members);
    }
}
