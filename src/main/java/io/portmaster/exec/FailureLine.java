package io.portmaster.exec;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** One line that says why a request failed. */
public final class FailureLine {
    private FailureLine() {}

    /** The JDK's exceptions for connections have no message for people. */
    public static String of(Exception failure) {
        if (isUnresolved(failure)) {
            return "unknown host";
        }
        if (failure instanceof ConnectException && !(failure.getCause() instanceof HttpConnectTimeoutException)) {
            return "connection refused";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName().replaceAll("Exception$", "")
                : message;
    }

    private static boolean isUnresolved(@Nullable Throwable failure) {
        return failure != null
                && (failure instanceof UnresolvedAddressException
                        || failure instanceof UnknownHostException
                        || isUnresolved(failure.getCause()));
    }
}
