package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PopulationTest {
    private final Population population = new Population("django", 2);

    @Test
    void theLowestPortsAreNoneTooMany() {
        add(1025, 1024, 1026);

        assertThat(population.beyondTheLowest()).isZero();
    }

    @Test
    void gapsCountAsAShareOfWhatIsOut() {
        add(1024, 1028); // 1025 would have done

        assertThat(population.beyondTheLowest()).isEqualTo(1.5);
    }

    @Test
    void whatIsRemovedIsGone() {
        add(1024, 1025, 1026);

        population.remove(0);

        assertThat(population.size()).isEqualTo(2);
        assertThat(new int[] {population.port(0), population.port(1)}).containsExactlyInAnyOrder(1025, 1026);
    }

    private void add(int... ports) {
        for (int port : ports) {
            population.add(new byte[] {'a'}, port);
        }
    }
}
