package io.portmaster.etcd;

import io.grpc.Status;
import io.portmaster.commit.Outcome.Reason;
import org.jspecify.annotations.Nullable;

/** Which failures of a transaction are sure to have changed nothing. All others leave it unknown. */
final class EtcdErrors {
    private EtcdErrors() {}

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
