package io.portmaster.etcd;

import io.grpc.Status;
import io.portmaster.commit.Outcome.Reason;
import org.jspecify.annotations.Nullable;

/** Which failures of a transaction are sure to have changed nothing. All others leave it unknown. */
final class EtcdErrors {
    private static final int MAX_BRIEF = 160;

    private EtcdErrors() {}

    /** What a log line says of a failed call: its status and the deepest cause, on one line. */
    static String brief(Throwable error) {
        Throwable deepest = error;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String what = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
        return Status.fromThrowable(error).getCode() + ": " + what.substring(0, Math.min(what.length(), MAX_BRIEF));
    }

    /** Why it is certain that the transaction changed nothing and never will, or null if it isn't. */
    static @Nullable Reason definite(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallInterceptor.NotSentException) {
                return Reason.NOT_SENT;
            }
        }
        return switch (Status.fromThrowable(error).getCode()) {
            case INVALID_ARGUMENT -> Reason.INVALID;
            // etcd's ErrLeaseNotFound, the only thing that a transaction can fail to find.
            case NOT_FOUND -> Reason.LEASE_GONE;
            default -> null;
        };
    }
}
