package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.ProblemException;
import io.portmaster.client.ProblemExceptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final List<String> lines = new ArrayList<>();
    private final Patience patience = new Patience(clock, clock, LIMIT, lines::add);
    private int requests;

    /** Fails in these ways, one after the other, and answers then. */
    private String send(Deque<Exception> failures) throws ProblemException, IOException {
        requests++;
        Exception failure = failures.poll();
        if (failure instanceof ProblemException problem) {
            throw problem;
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        return "answer";
    }

    private String insist(Exception... failures) throws ProblemException, IOException {
        Deque<Exception> all = new ArrayDeque<>(List.of(failures));
        return patience.insist(() -> send(all));
    }

    @Test
    void requestIsRepeatedWithGrowingPauses() throws ProblemException, IOException {
        ProblemException unavailable = ProblemExceptions.of(503, "store-unavailable");

        assertThat(insist(unavailable, unavailable, unavailable)).isEqualTo("answer");
        assertThat(clock.sleeps())
                .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void nodeSaysHowLongToWaitWithinReason() throws ProblemException, IOException {
        insist(
                ProblemExceptions.of(503, "overloaded", Duration.ofSeconds(1)),
                ProblemExceptions.of(503, "overloaded", Duration.ZERO),
                ProblemExceptions.of(429, "rate-limited", Duration.ofHours(1)));

        assertThat(clock.sleeps())
                .containsExactly(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    @Test
    void refusalIsFinal() {
        assertThatThrownBy(() -> insist(ProblemExceptions.of(409, "name-taken")))
                .isInstanceOf(ProblemException.class);
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void missingAnswerIsNotFinal() throws ProblemException, IOException {
        assertThat(insist(new IOException("timed out"))).isEqualTo("answer");
    }

    @Test
    void nodeThatIsNotThereYetIsWaitedForAndThatIsSaidOnce() throws ProblemException, IOException {
        assertThat(insist(new ConnectException(), new ConnectException())).isEqualTo("answer");
        assertThat(lines).containsExactly("connection refused; asking again");
    }

    @Test
    void allRequestsTogetherEndInTime() {
        long start = clock.getAsLong();
        Exception[] failures = new Exception[1_000];
        java.util.Arrays.fill(failures, ProblemExceptions.of(503, "overloaded"));

        assertThatThrownBy(() -> insist(failures)).isInstanceOf(ProblemException.class);
        assertThat(Duration.ofNanos(clock.getAsLong() - start)).isBetween(LIMIT.minusSeconds(3), LIMIT);
        assertThatThrownBy(() -> insist(failures)).isInstanceOf(ProblemException.class);
        assertThat(Duration.ofNanos(clock.getAsLong() - start)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void interruptedRequestIsNotRepeated() {
        assertThatThrownBy(() -> insist(new InterruptedIOException())).isInstanceOf(InterruptedIOException.class);
        assertThat(requests).isEqualTo(1);
    }
}
