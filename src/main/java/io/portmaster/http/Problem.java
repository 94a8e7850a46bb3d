package io.portmaster.http;

import io.portmaster.record.FormatVersion;
import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.ProblemMembers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An error as in RFC 9457, and the headers that go with it.
 *
 * @param code one of the contract's words for programs
 * @param title the kind of problem, in a few words
 * @param detail what is wrong in this case, if there is more to say
 * @param headers names and values
 * @param members what helps to act on it, beyond the members that all problems have
 */
record Problem(
        int status, String code, String title, @Nullable String detail, Map<String, String> headers, ProblemMembers members) {

    private static final String OVERLOADED = "overloaded";

    /** What is written of the details of a badly broken request before it is cut. */
    private static final int MAX_DETAIL = 1000;

    static Problem of(int status, String code, String title, @Nullable String detail) {
        return new Problem(status, code, title, detail, Map.of(), ProblemMembers.NONE);
    }

    Problem with(ProblemMembers more) {
        return new Problem(status, code, title, detail, headers, more);
    }

    /** With one header more. */
    Problem withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, title, detail, Map.copyOf(more), members);
    }

    Problem withDetail(String other) {
        return new Problem(status, code, title, other, headers, members);
    }

    static Problem invalid(List<Violation> violations) {
        String detail = violations.stream().map(Problem::sentence).collect(Collectors.joining("; "));
        String cut = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
        return of(400, "invalid-request", "The request breaks a rule", cut)
                .with(new ProblemMembers.Errors(
                        violations.stream().map(Violation::body).toList()));
    }

    /** Whether it is one of many of its kind. */
    boolean isOverload() {
        return code.equals(OVERLOADED);
    }

    private static String sentence(Violation violation) {
        return violation.field() == null
                ? "the " + violation.in() + " " + violation.message()
                : violation.field() + ": " + violation.message();
    }

    static Problem routeNotFound() {
        return of(404, "route-not-found", "No such route", "/openapi.yaml has all routes");
    }

    /** @param allowed the methods that the path has, with commas between */
    static Problem methodNotAllowed(String allowed) {
        return of(405, "method-not-allowed", "Method not allowed", "this path knows " + allowed)
                .withHeader("Allow", allowed);
    }

    static Problem requestTimeout(@Nullable String detail) {
        return of(408, "request-timeout", "The request took too long to arrive", detail);
    }

    static Problem bodyTooLarge(int maximum) {
        return of(413, "body-too-large", "The body is too large", "a body may have " + maximum + " bytes");
    }

    static Problem pathTooLong() {
        return of(414, "path-too-long", "The path is too long", null);
    }

    static Problem unsupportedMediaType(String detail) {
        return of(415, "unsupported-media-type", "Unsupported media type", detail);
    }

    static Problem headersTooLarge() {
        return of(431, "headers-too-large", "The headers are too large", null);
    }

    /** @param why what there is too much of */
    static Problem overloaded(String why) {
        return of(503, OVERLOADED, "The node is overloaded", why + "; nothing was changed, ask again in a moment")
                .withHeader("Retry-After", "1");
    }

    static Problem storeUnavailable(String detail) {
        return storeUnavailable("The store is unavailable", detail);
    }

    /** @param what whose record it is */
    static Problem recordUnreadable(String what) {
        return storeUnavailable(
                "A record in the store can't be read",
                "the record of " + what + " can't be read by this version of Portmaster; nothing was changed. "
                        + "'portmaster check' says what is wrong with it");
    }

    /** @param what whose record it is */
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

    /** @param wayOut how the client finds out what happened */
    static Problem outcomeUnknown(String wayOut) {
        return of(
                        503,
                        "outcome-unknown",
                        "The outcome is unknown",
                        "the store did not answer in time, and the change may have been made or not; " + wayOut)
                .withHeader("Retry-After", "1");
    }

    static Problem draining() {
        return of(
                        503,
                        "draining",
                        "The node is shutting down",
                        "it finishes the requests that it has and takes no new connections soon; use another node")
                .withHeader("Retry-After", "1");
    }

    /** A fault of ours, which no request should ever lead to. What it was stands in the log, under the request's id. */
    static Problem internalError() {
        return of(500, "internal-error", "Internal server error", null);
    }

    /** @param instance the path that was asked for; null if it couldn't be read */
    ProblemBody body(@Nullable String instance) {
        return new ProblemBody(code, title, status, detail, instance, members);
    }
}
