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

    /** Else a signal that comes right after a first 200 at /readyz would end the node without a drain. */
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
