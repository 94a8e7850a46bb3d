package io.portmaster.http.problem;

import io.portmaster.allocation.PortState;
import io.portmaster.allocation.Refusal;
import io.portmaster.domain.PortCounts;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ProblemMembers;
import java.time.Duration;

/** The problems of requests that can't have a port. */
final class PortProblems {
    private PortProblems() {}

    static Problem taken(Refusal.PortTaken no) {
        return Problem.of(
                        409,
                        "port-taken",
                        "Port already taken",
                        "port " + no.port() + " is " + no.state() + whose(no)
                                + ". With \"fallback\":true you get another one")
                .with(new ProblemMembers.TakenPort(
                        no.port(),
                        no.state().toString(),
                        no.service().value(),
                        no.name().value()));
    }

    private static String whose(Refusal.PortTaken no) {
        return no.state() == PortState.COOLING ? ", and " + no.name() + " had it before" : " to " + no.name();
    }

    static Problem exhausted(Refusal.RangeExhausted no) {
        Duration wait = no.retryAfter();
        Problem problem = Problem.of(409, "range-exhausted", "No free port", full(no) + cooling(no))
                .with(new ProblemMembers.Counts(PortCountsBody.of(no.ports()), no.longestRun()));
        return wait == null ? problem : problem.withHeader("Retry-After", Long.toString(seconds(wait)));
    }

    private static String full(Refusal.RangeExhausted no) {
        PortCounts ports = no.ports();
        if (no.needed() > 1 || ports.free() > 0) {
            return "the request needs " + count(no.needed(), "free port")
                    + (no.longestRun() == null ? "" : " side by side") + ", and " + no.service() + " has " + has(no)
                    + excluded(no);
        }
        if (ports.cooling() > 0 || ports.reserved() > 0) {
            return "none of the " + ports.total() + " ports of " + no.service() + " is free";
        }
        return ports.total() == 1
                ? "the only port of " + no.service() + " is offered or allocated"
                : "all " + ports.total() + " ports of " + no.service() + " are offered or allocated";
    }

    private static String has(Refusal.RangeExhausted no) {
        if (no.usable() == 0) {
            return "none";
        }
        return no.longestRun() == null ? Integer.toString(no.usable()) : no.longestRun() + " at most";
    }

    private static String excluded(Refusal.RangeExhausted no) {
        int excluded = no.ports().free() - no.usable();
        return excluded == 0 ? "" : ", not counting " + excluded + " that the request excludes";
    }

    private static String cooling(Refusal.RangeExhausted no) {
        int cooling = no.ports().cooling();
        if (cooling == 0) {
            return "";
        }
        Duration wait = no.retryAfter();
        String first = wait == null ? "" : ", and the first of them may be free in " + seconds(wait) + " s";
        return ". " + count(cooling, "port") + (cooling == 1 ? " is" : " are") + " cooling" + first;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Whole seconds, at least 1, so that a client doesn't come too early. */
    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
