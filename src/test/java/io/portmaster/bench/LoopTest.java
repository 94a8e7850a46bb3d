package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loops measure workers whose latencies are known. */
class LoopTest {
    private static final Duration STALL = Duration.ofMillis(200);
    private static final long MILLI = 1000; // in microseconds

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void endThread() {
        thread.shutdownNow();
    }

    /** 1,000 ops a second for one second, of which some 200 came due during the stall. */
    @Test
    void aServerThatStallsShowsInTheP99OfTheOpenLoop() {
        Measurement measured = OpenLoop.run(List.of(stallsOnce(100)), 1000, Duration.ofSeconds(1), thread);

        assertThat(measured.ops()).isEqualTo(1000);
        assertThat(measured.latencies().getTotalCount()).isEqualTo(1000);
        assertThat(measured.latencies().getValueAtPercentile(99)).isGreaterThan(180 * MILLI);
        // Half of those that waited did so for more than half of the stall.
        assertThat(measured.latencies().getCountBetweenValues(100 * MILLI, Long.MAX_VALUE / 2))
                .isGreaterThan(90);
    }

    /** The closed loop can't show it: that is why there is another one. */
    @Test
    void theSameStallIsOneOfManyInTheClosedLoop() {
        Measurement measured = ClosedLoop.run(List.of(stallsOnce(100)), Duration.ofSeconds(30), 1000, thread);

        assertThat(measured.ops()).isEqualTo(1000);
        assertThat(measured.latencies().getMaxValue()).isGreaterThan(190 * MILLI);
        // One, but for what the machine itself is late with.
        assertThat(measured.latencies().getValueAtPercentile(99)).isLessThan(190 * MILLI);
    }

    @Test
    void opsThatFindAllWorkersBusyWaitInLine() {
        // One worker manages at most 50 of the 200 a second.
        Measurement measured = OpenLoop.run(List.of(takes(20)), 200, Duration.ofMillis(500), thread);

        assertThat(measured.ops()).isEqualTo(100);
        assertThat(measured.nanos()).isGreaterThan(Duration.ofMillis(100 * 20).toNanos());
        assertThat(measured.latencies().getMaxValue()).isGreaterThan(1400 * MILLI);
    }

    @Test
    void aRateThatIsNoTroubleIsKept() {
        Measurement measured = OpenLoop.run(workers(8, 1), 400, Duration.ofMillis(500), thread);

        assertThat(measured.ops()).isEqualTo(200);
        assertThat(measured.nanos()).isGreaterThan(Duration.ofMillis(490).toNanos());
    }

    @Test
    void theClosedLoopKeepsToItsBudget() {
        Measurement measured = ClosedLoop.run(workers(7, 1), Duration.ofSeconds(30), 100, thread);

        assertThat(measured.ops()).isEqualTo(100);
        assertThat(begun).hasValue(100);
        assertThat(measured.latencies().getTotalCount()).isEqualTo(100);
    }

    @Test
    void theClosedLoopEndsWithItsWindow() {
        Measurement measured = ClosedLoop.run(workers(4, 10), Duration.ofMillis(300), Long.MAX_VALUE, thread);

        assertThat(measured.nanos()).isGreaterThan(Duration.ofMillis(250).toNanos());
        assertThat(measured.ops()).isBetween(4L, 4L * 31);
    }

    @Test
    void theWindowOfTheClosedLoopOpensWhenTheWorkersBegin() {
        Executor late = task -> thread.schedule(task, 200, TimeUnit.MILLISECONDS);

        Measurement measured = ClosedLoop.run(List.of(takes(1)), Duration.ofMillis(100), Long.MAX_VALUE, late);

        assertThat(measured.ops()).isPositive();
    }

    @Test
    void anOpThatFailsEndsTheRound() {
        Worker failing = progress -> thread.execute(() -> progress.failed(new IllegalStateException("409 name-taken")));

        assertThatThrownBy(() -> ClosedLoop.run(List.of(failing), Duration.ofSeconds(30), 10, thread))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("409 name-taken");
        assertThatThrownBy(() -> OpenLoop.run(List.of(failing), 100, Duration.ofSeconds(30), thread))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("409 name-taken");
    }

    /** Answers at once, but for one op. */
    private Worker stallsOnce(int op) {
        return progress -> end(progress, begun.incrementAndGet() == op ? STALL.toMillis() : 0);
    }

    private List<Worker> workers(int count, int millis) {
        return Stream.generate(() -> takes(millis)).limit(count).toList();
    }

    private Worker takes(int millis) {
        return progress -> {
            begun.incrementAndGet();
            end(progress, millis);
        };
    }

    private void end(Worker.Progress progress, long millis) {
        thread.schedule(
                () -> {
                    progress.answered();
                    progress.over();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }
}
