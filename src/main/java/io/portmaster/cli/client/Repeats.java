package io.portmaster.cli.client;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.client.ProblemException;
import io.portmaster.client.UnexpectedAnswerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Sends a change again while its outcome is unknown: while the node says so, and where no answer came. A refusal of the first try
 * is the node's word. That of a later try may be what the first one has brought about.
 */
final class Repeats {
    private static final int MOST_TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int FIRST_OF_SERVER = 500;

    private static final String INTERNAL_ERROR = "internal-error";

    private final Pause pause;

    Repeats(Pause pause) {
        this.pause = pause;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void last(Duration time);
    }

    @FunctionalInterface
    interface Change<T> {
        T send() throws ProblemException, IOException;
    }

    @FunctionalInterface
    interface Removal {
        void send() throws ProblemException, IOException;
    }

    /** What to do with the refusal of a later try. */
    @FunctionalInterface
    private interface LaterRefusal<T> {
        T judge(ProblemException refusal) throws ProblemException;
    }

    /**
     * A change that may be sent again as it is.
     *
     * @throws CommandException if its outcome stays unknown
     */
    <T> T change(Change<T> change) throws ProblemException, IOException {
        return settled(change, refusal -> {
            throw refusal;
        });
    }

    /** A creation, which may find on a later try what it has made on the first one, and can't tell that from another's. */
    <T> T creation(Change<T> change) throws ProblemException, IOException {
        return settled(change, refusal -> {
            if (refusal.problem().status() == 409) {
                throw unknown(refusal);
            }
            throw refusal;
        });
    }

    /** A removal. If what was to be removed is gone or has another owner on a later try, that is done. */
    void removal(Removal removal) throws ProblemException, IOException {
        settled(
                () -> {
                    removal.send();
                    return true;
                },
                refusal -> {
                    int status = refusal.problem().status();
                    if (status == 404 || status == 412) {
                        return true;
                    }
                    throw refusal;
                });
    }

    private <T> T settled(Change<T> change, LaterRefusal<T> laterRefusal) throws ProblemException, IOException {
        Duration wait = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Exception trouble;
            try {
                return change.send();
            } catch (ProblemException e) {
                if (!leavesOpen(e)) {
                    if (attempt == 1) {
                        throw e;
                    }
                    return laterRefusal.judge(e);
                }
                trouble = e;
                wait = e.retryAfter() == null ? wait : e.retryAfter();
            } catch (IOException e) {
                if (!leavesOpen(e) && attempt == 1) {
                    throw e;
                }
                trouble = e;
            }
            if (attempt == MOST_TRIES) {
                throw unknown(trouble);
            }
            pause.last(wait);
            wait = wait.multipliedBy(2);
        }
    }

    private static boolean leavesOpen(ProblemException answer) {
        return answer.code().equals(ProblemException.OUTCOME_UNKNOWN)
                || answer.code().equals(INTERNAL_ERROR);
    }

    /** Whether the request may have arrived. */
    private static boolean leavesOpen(IOException failure) {
        if (failure instanceof UnexpectedAnswerException answer) {
            // A proxy that got no answer. Below 500 something else than a node has answered.
            return answer.status() < 300 || answer.status() >= FIRST_OF_SERVER;
        }
        return !(failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof SSLException);
    }

    private static CommandException unknown(Exception trouble) {
        String reason = trouble instanceof ProblemException problem
                ? Failures.text(problem)
                : Failures.text((IOException) trouble);
        return new CommandException(
                ExitCode.UNKNOWN,
                "the outcome is unknown, the change may have taken place: " + reason,
                List.of(
                        "Look what is there now before you go on: portmaster services, offers, ports and leases have 'list'."),
                trouble);
    }
}
