package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatusTest {
    private final ProcessStatus own = new ProcessStatus(ProcessHandle.current().pid());

    @Test
    void workTakesTheTimeThatItTakes() {
        double before = own.cpuSeconds();
        long start = System.nanoTime();
        while (own.cpuSeconds() - before < 0.2) {
            assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
        }
        assertThat(System.nanoTime() - start).isGreaterThan(20_000_000L); // no more than ten processors' worth
    }

    @Test
    void memoryIsInUseAndNeverMoreThanItsPeak() {
        assertThat(own.rss()).isBetween(10.0, own.peakRss());
    }
}
