package io.portmaster.transfer;

import io.portmaster.client.ProblemException;
import io.portmaster.client.UnexpectedAnswerException;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends requests that may be repeated as they are, again and again while the node can't serve or doesn't answer, for some 20 s: a node
 * that is started anew is back by then.
 */
final class Tries {
    private static final int MOST = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int UNAUTHENTICATED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_OF_SERVER = 500;

    private final Pause pause;

    Tries(Pause pause) {
        this.pause = pause;
    }

    /** A request. It is told whether an earlier try of it may have been carried out. */
    @FunctionalInterface
    interface Request<T> {
        T send(boolean isRepeated) throws ProblemException, IOException;
    }

    /**
     * Sends the request until it is answered for good.
     *
     * @throws ProblemException what the node has answered at last
     * @throws IOException if it has not answered at last
     */
    <T> T send(Request<T> request) throws ProblemException, IOException {
        Duration wait = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send(attempt > 1);
            } catch (ProblemException e) {
                if (attempt == MOST || !isPassing(e)) {
                    throw e;
                }
                Duration asked = e.retryAfter();
                pause.last(shorter(asked == null ? wait : asked));
            } catch (IOException e) {
                if (attempt == MOST || !isPassing(e)) {
                    throw e;
                }
                pause.last(wait);
            }
            wait = shorter(wait.multipliedBy(2));
        }
    }

    private static Duration shorter(Duration time) {
        return time.compareTo(LONGEST_PAUSE) < 0 ? time : LONGEST_PAUSE;
    }

    /** Whether the same request may succeed later. */
    private static boolean isPassing(ProblemException refusal) {
        int status = refusal.problem().status();
        return status == TOO_MANY_REQUESTS || status >= FIRST_OF_SERVER;
    }

    /** Whether what was refused so for good would be refused to other requests, too. A bug of the node may concern one only. */
    static boolean concernsAll(ProblemException refusal) {
        int status = refusal.problem().status();
        return status == UNAUTHENTICATED || status == TOO_MANY_REQUESTS || status > FIRST_OF_SERVER;
    }

    private static boolean isPassing(IOException failure) {
        return !(failure instanceof UnexpectedAnswerException answer) || answer.status() >= FIRST_OF_SERVER;
    }
}
