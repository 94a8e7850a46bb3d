package io.portmaster.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.InMemoryStore;
import io.portmaster.loop.ManualLoop;
import io.portmaster.registry.Registry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final ManualLoop loop = new ManualLoop();
    private final Registry registry = new Registry();
    private final InMemoryStore store = new InMemoryStore(loop, registry);
    private final Health health = new Health(store, loop);

    /** A node that is ready too early would end without a drain, if a signal came right after the first 200 at /readyz. */
    @Test
    void nodeWhoseRecordsAreCompleteIsNotReadyBeforeItServes() {
        health.start();
        loop.advance(Duration.ofSeconds(1));
        assertThat(health.lag()).isNotNaN();
        assertThat(health.whyNotReady()).isEqualTo("the node is starting");
        assertThat(health.hasServed()).isFalse();
    }

    @Test
    void nodeIsReadyAsSoonAsItServes() {
        health.start();
        health.serve();
        assertThat(health.whyNotReady()).isNull();
        assertThat(health.hasServed()).isTrue();
    }
}
