package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Repeats requests that failed for now, until their common time is over. */
final class Patience {
    /** Lets the thread sleep. */
    static final Pause SLEEP = time -> Thread.sleep(time.toMillis());

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(5);
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final LongSupplier clock;
    private final Pause sleeper;
    private final long deadline;
    private final Consumer<String> log;

    /** Waits. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    /** One request, which may be repeated. */
    interface Request<T> {
        T send() throws ProblemException, IOException;
    }

    /** A request whose answer says nothing more. */
    interface Order {
        void send() throws ProblemException, IOException;
    }

    /**
     * @param limit for all requests together, from now on
     * @param log gets lines for people
     */
    Patience(LongSupplier clock, Pause sleeper, Duration limit, Consumer<String> log) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.deadline = clock.getAsLong() + limit.toNanos();
        this.log = log;
    }

    /** Sends a request until it is answered with something else than a failure that may pass. */
    <T> T insist(Request<T> request) throws ProblemException, IOException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Duration wait = pause;
            try {
                return request.send();
            } catch (ProblemException e) {
                wait = asked(e, pause);
                if (!mayPass(e) || isOverAfter(wait)) {
                    throw e;
                }
                tell(pause, e);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (isOverAfter(wait)) {
                    throw e;
                }
                tell(pause, e);
            }
            sleep(wait);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    /** As long as the node asks for, within reason. */
    private static Duration asked(ProblemException failure, Duration pause) {
        Duration asked = failure.retryAfter();
        if (asked == null || asked.compareTo(pause) < 0) {
            return pause;
        }
        return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    }

    void insistOn(Order order) throws ProblemException, IOException {
        insist(() -> {
            order.send();
            return true;
        });
    }

    private static boolean mayPass(ProblemException e) {
        int status = e.problem().status();
        return status >= FIRST_SERVER_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
    }

    /** One line for each request is enough. */
    private void tell(Duration pause, Exception failure) {
        if (pause.equals(FIRST_PAUSE)) {
            log.accept(FailureLine.of(failure) + "; asking again");
        }
    }

    boolean isOver() {
        return isOverAfter(Duration.ZERO);
    }

    private boolean isOverAfter(Duration wait) {
        return clock.getAsLong() + wait.toNanos() > deadline;
    }

    /** Sleeps as {@link Thread#sleep} does, for code that sends requests. */
    void sleep(Duration time) throws InterruptedIOException {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted between two requests");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
