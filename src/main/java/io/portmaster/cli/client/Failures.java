package io.portmaster.cli.client;

import io.portmaster.cli.config.Settings;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.client.ProblemException;
import io.portmaster.client.UnexpectedAnswerException;
import io.portmaster.wire.ProblemBody;
import io.portmaster.wire.ProblemMembers.HeldPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in a line or two for people why a node didn't do what was asked, and which exit status that is. */
public final class Failures {
    private static final String ROUTE_NOT_FOUND = "route-not-found";
    private static final String TRY_LATER = "Try again in %d s.";

    private Failures() {}

    public static CommandException of(ProblemException failure) {
        return new CommandException(code(failure.problem()), text(failure), advice(failure), failure);
    }

    private static ExitCode code(ProblemBody problem) {
        return switch (problem.code()) {
            case "range-exhausted" -> ExitCode.EXHAUSTED;
            case ProblemException.OUTCOME_UNKNOWN -> ExitCode.UNKNOWN;
            case ROUTE_NOT_FOUND -> ExitCode.FAILED;
            default ->
                switch (problem.status()) {
                    case 401, 403 -> ExitCode.FORBIDDEN;
                    case 404 -> ExitCode.NOT_FOUND;
                    case 409 -> ExitCode.CONFLICT;
                    case 412, 428 -> ExitCode.CHANGED;
                    case 429, 502, 503, 504 -> ExitCode.NOT_REACHED;
                    default -> problem.status() >= 400 && problem.status() < 500 ? ExitCode.INVALID : ExitCode.FAILED;
                };
        };
    }

    /** What the node says, and its word for it, which the documentation explains. */
    static String text(ProblemException failure) {
        ProblemBody problem = failure.problem();
        // The detail is about routes, of which the address may have a part.
        String detail = problem.code().equals(ROUTE_NOT_FOUND) ? null : problem.detail();
        return (detail == null ? problem.title() : detail) + " (" + problem.code() + ")";
    }

    private static List<String> advice(ProblemException failure) {
        List<String> advice = new ArrayList<>();
        ProblemBody problem = failure.problem();
        if (problem.code().equals(ROUTE_NOT_FOUND)) {
            advice.add("Is the node's address right? What it has for a path goes before /v1.");
        }
        if (problem.code().equals("service-in-use")) {
            advice.add("--force deletes what the service has, too.");
        }
        if (problem.members() instanceof HeldPort held && problem.code().equals("name-taken")) {
            advice.add(
                    held.state().equals("offered")
                            ? "'portmaster offers withdraw SERVICE NAME' ends an open offer."
                            : "'portmaster ports release SERVICE NAME' frees the port.");
        }
        Duration wait = failure.retryAfter();
        if (wait != null) {
            advice.add(TRY_LATER.formatted(wait.toSeconds()));
        }
        if (problem.status() >= 500 && failure.requestId() != null) {
            advice.add("The node's log has more under request " + failure.requestId() + ".");
        }
        return advice;
    }

    static CommandException of(IOException failure, Settings settings) {
        if (failure instanceof UnexpectedAnswerException answer) {
            ExitCode code = answer.status() >= 500 ? ExitCode.NOT_REACHED : ExitCode.FAILED;
            return new CommandException(code, text(answer), List.of(place(settings)), answer);
        }
        return new CommandException(
                ExitCode.NOT_REACHED,
                "no answer from " + settings.url() + ": " + text(failure),
                List.of(place(settings)),
                failure);
    }

    /** As {@link #of(IOException, Settings)}, for a change that nobody has repeated: it may have taken place. */
    public static CommandException ofChange(IOException failure, Settings settings) {
        CommandException told = of(failure, settings);
        boolean unsent = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return unsent || told.code() != ExitCode.NOT_REACHED
                ? told
                : new CommandException(ExitCode.UNKNOWN, String.valueOf(told.getMessage()), told.advice(), failure);
    }

    private static String place(Settings settings) {
        return settings.urlSource() == null
                ? "No address is set: --url, PORTMASTER_URL or a context can do so."
                : "The address comes from " + settings.urlSource() + ".";
    }

    static String text(IOException failure) {
        if (failure instanceof UnexpectedAnswerException answer) {
            return "this is no answer of a node: "
                    + String.valueOf(answer.getMessage()).strip();
        }
        if (failure instanceof HttpTimeoutException) {
            return "it took too long";
        }
        if (failure instanceof SSLException) {
            return "TLS: " + tls(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof ConnectException) {
            return isUnresolved(failure) ? "unknown host" : "connection refused";
        }
        String message = failure.getMessage();
        return message == null ? "the connection was cut" : message;
    }

    /** What people can do something about, in plain words: Java has no other sign of it than its message. */
    private static String tls(String message) {
        if (message.contains("plaintext")) {
            return "it speaks http there, not https";
        }
        if (message.contains("PKIX path")) {
            return "its certificate isn't trusted here; --cacert names a file of those to trust";
        }
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            return "its certificate is for another name";
        }
        return message;
    }

    private static boolean isUnresolved(@Nullable Throwable failure) {
        return failure != null
                && (failure instanceof UnresolvedAddressException
                        || failure instanceof UnknownHostException
                        || isUnresolved(failure.getCause()));
    }
}
