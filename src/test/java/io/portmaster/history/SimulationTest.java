package io.portmaster.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run in which all went well is never called a violation, however late or lost its answers are. */
class SimulationTest {
    /** A client showed the secret of an earlier offer of the same name and port, and the checker took it for the later one's. */
    private static final long[] WERE_CALLED_VIOLATIONS = {41_000_083, 41_000_105, 41_000_128};

    static LongStream seeds() {
        long fresh = System.nanoTime();
        System.out.println("SimulationTest: fresh seeds from " + fresh);
        return LongStream.concat(
                LongStream.concat(LongStream.range(0, 10), LongStream.of(WERE_CALLED_VIOLATIONS)),
                LongStream.range(fresh, fresh + 10));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSoundRunPasses(long seed) {
        Run run = new Simulation(seed, 24, Duration.ofSeconds(30)).run();

        assertThat(run.exchanges()).hasSizeGreaterThan(2_000);
        assertThat(run.violations()).isEmpty();
    }

    /** The suite runs each case for minutes, and waits for its verdict. */
    @Test
    void aLongRunIsJudgedInSeconds() {
        Run run = new Simulation(1, 200, Duration.ofSeconds(20)).run();
        long lists = run.exchanges().stream()
                .filter(exchange -> exchange.answer() instanceof Answer.Listed)
                .count();
        assertThat(run.exchanges()).hasSizeGreaterThan(20_000);
        assertThat(lists).isGreaterThan(400);

        long start = System.nanoTime();
        assertThat(run.violations()).isEmpty();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        System.out.println("SimulationTest: " + run.exchanges().size() + " exchanges, " + lists + " lists and "
                + run.changes().size() + " changes took " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }
}
