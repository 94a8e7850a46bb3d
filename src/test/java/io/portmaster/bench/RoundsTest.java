package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.bench.Sample.Load;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Meter NO_PROCESSES = new Meter(Map.of(), List.of());

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Results results = new Results();
    private final Rounds rounds = new Rounds(Settings.quick(1), results, new ProgressLines(1));
    private final AtomicInteger prepared = new AtomicInteger();
    private final AtomicInteger tidied = new AtomicInteger();

    @AfterEach
    void endThread() {
        thread.shutdownNow();
    }

    @Test
    void aRoundThatFailedIsDoneAgainAndTold() {
        Measurement measured = rounds.run(failing(1), 1);

        assertThat(measured.ops()).isPositive();
        assertThat(prepared).hasValue(2);
        assertThat(tidied).hasValue(2);
        assertThat(results.failures()).singleElement().asString().contains("503 store-unavailable");
    }

    @Test
    void aRoundThatAlwaysFailsEndsTheRun() {
        assertThatThrownBy(() -> rounds.run(failing(100), 1)).isInstanceOf(BenchException.class);
        assertThat(prepared).hasValue(3);
    }

    @Test
    void aRequestForSeveralNamesIsAnOpForEach() {
        AtomicInteger requests = new AtomicInteger();
        Subject groups = groupsOfTen(requests);

        Sample closed = rounds.closed("groups", groups, NO_PROCESSES, 1, 1);
        assertThat(closed.ops()).isEqualTo(10L * requests.get()).isPositive();

        requests.set(0);
        rounds.open("groups", groups, NO_PROCESSES, 1, Load.HALF, 1, 2_000);
        // 1,000 names per second for 100 ms.
        assertThat(requests).hasValue(10);
        assertThat(results.rounds("groups", 1, Load.HALF)).singleElement().satisfies(open -> assertThat(open.ops())
                .isEqualTo(100));
    }

    @Test
    void theOpenLoopCanBeLeftOut() {
        Rounds closedOnly = new Rounds(Settings.quick(1).closedLoopOnly(), results, new ProgressLines(1));
        Subject groups = groupsOfTen(new AtomicInteger());

        closedOnly.closed("groups", groups, NO_PROCESSES, 1, 1);
        closedOnly.open("groups", groups, NO_PROCESSES, 1, Load.HALF, 1);

        assertThat(results.samples()).extracting(Sample::load).containsExactly(Load.CLOSED);
    }

    /** @param requests counts them */
    private Subject groupsOfTen(AtomicInteger requests) {
        Worker worker = progress -> {
            requests.incrementAndGet();
            succeed(progress);
        };
        return new Subject() {
            @Override
            public Crew prepare(int clients) {
                return new Crew(List.of(worker), thread, () -> {});
            }

            @Override
            public int opsAtATime() {
                return 10;
            }
        };
    }

    private void succeed(Worker.Progress progress) {
        thread.schedule(
                () -> {
                    progress.answered();
                    progress.over();
                },
                1,
                TimeUnit.MILLISECONDS);
    }

    /** @param times how many rounds fail */
    private Subject failing(int times) {
        return clients -> {
            boolean fails = prepared.incrementAndGet() <= times;
            Worker worker = progress -> thread.schedule(
                    () -> {
                        if (fails) {
                            progress.failed(new BenchException("503 store-unavailable"));
                        } else {
                            progress.answered();
                            progress.over();
                        }
                    },
                    1,
                    TimeUnit.MILLISECONDS);
            return new Crew(List.of(worker), thread, tidied::incrementAndGet);
        };
    }
}
