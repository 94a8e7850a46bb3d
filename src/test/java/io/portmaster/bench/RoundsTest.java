package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
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
