package io.portmaster.etcd;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.portmaster.commit.Outcome.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Classifies failed calls. Of some it is certain that they changed nothing; the outcome of all others is unknown. */
final class EtcdErrors {
    private static final int MAX_BRIEF = 160;

    /** From etcd's api/v3rpc/rpctypes/error.go. */
    private static final String OUT_OF_SPACE = "etcdserver: mvcc: database space exceeded";

    /** From etcd's api/v3rpc/rpctypes/error.go. */
    private static final String LEASE_EXISTS = "etcdserver: lease already exists";

    /** From etcd's api/v3rpc/rpctypes/error.go. */
    private static final List<String> REFUSALS = List.of(
            "etcdserver: corrupt cluster",
            "etcdserver: rpc not supported for learner",
            "etcdserver: user name is empty",
            "etcdserver: permission denied",
            "etcdserver: invalid auth token");

    private EtcdErrors() {}

    /**
     * A failed call to etcd in one line for a log: its gRPC status, if it has one, and its deepest cause. {@code FailureText}
     * does the same for all other failures.
     */
    static String brief(Throwable error) {
        Throwable deepest = error;
        boolean hasStatus = false;
        for (Throwable each = error; each != null; each = each.getCause()) {
            deepest = each;
            hasStatus |= each instanceof StatusRuntimeException || each instanceof StatusException;
        }
        String message = deepest instanceof StatusRuntimeException failed
                ? failed.getStatus().getDescription()
                : deepest.getMessage();
        if (hasStatus && Status.fromThrowable(error).getCode() == Status.Code.DEADLINE_EXCEEDED) {
            // gRPC's message contains nanoseconds. With it no log line would count as a repetition of another.
            return "no answer within " + CallInterceptor.DEADLINE.toSeconds() + " s";
        }
        String what = String.valueOf(message).lines().findFirst().orElse("");
        String cut = what.substring(0, Math.min(what.length(), MAX_BRIEF));
        return hasStatus ? Status.fromThrowable(error).getCode() + ": " + cut : cut;
    }

    /**
     * etcd's message, if etcd refused the call for a reason that doesn't depend on what was asked: missing credentials or
     * permission, a corrupt cluster, a member that is a learner. etcd carries out no part of such a call. Null for any other
     * failure.
     */
    static @Nullable String refusal(Throwable error) {
        String description = Status.fromThrowable(error).getDescription();
        return description != null && REFUSALS.stream().anyMatch(description::contains) ? description : null;
    }

    /**
     * Whether etcd refused the call because its space is used up. etcd may have carried out a part of the call all the same.
     */
    static boolean isOutOfSpace(Throwable error) {
        return says(error, OUT_OF_SPACE);
    }

    /** Whether etcd granted no lease because one of that number lives already. */
    static boolean isLeaseExists(Throwable error) {
        return says(error, LEASE_EXISTS);
    }

    private static boolean says(Throwable error, String message) {
        String description = Status.fromThrowable(error).getDescription();
        return description != null && description.contains(message);
    }

    /** The first throwable of that class among a failure and its causes; null if there is none. */
    static <E extends Throwable> @Nullable E cause(Throwable error, Class<E> kind) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return kind.cast(each);
            }
        }
        return null;
    }

    /** Why it is certain that the transaction changed nothing and never will; null if that is not certain. */
    static @Nullable Reason definite(Throwable error) {
        if (cause(error, CallInterceptor.NotSentException.class) != null) {
            return Reason.NOT_SENT;
        }
        StrangerException stranger = cause(error, StrangerException.class);
        if (stranger != null) {
            return stranger.changedNothing() ? Reason.STRANGER : null;
        }
        if (refusal(error) != null) {
            return Reason.REFUSED;
        }
        return switch (Status.fromThrowable(error).getCode()) {
            case INVALID_ARGUMENT -> Reason.INVALID;
            // etcd's ErrLeaseNotFound. A transaction gets this status for nothing else.
            case NOT_FOUND -> Reason.LEASE_GONE;
            default -> null;
        };
    }
}
