package io.portmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Await;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClientThreadsTest {
    private static final String GOES_ON = "waits-for-work";

    private final ThreadGroup group = new ThreadGroup("clients");
    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void noThreadOfAClientIsLeftInNativeCode() throws Exception {
        AtomicReference<PortmasterClient> client = new AtomicReference<>();
        inGroup(() -> client.set(new PortmasterClient(URI.create("http://127.0.0.1:1"), Timeouts.USUAL)));
        assertThat(selectors()).hasSize(1);

        ClientThreads.end(group);

        // A busy machine may take longer than end() waits.
        Await.until("no such thread is left", Duration.ofSeconds(20), () -> selectors()
                .isEmpty());
        assertThat(client.get()).isNotNull(); // so far: a client that is collected as garbage ends its threads itself
    }

    @Test
    void otherThreadsGoOn() throws Exception {
        Thread other = new Thread(group, this::waitUntilOver, GOES_ON);
        other.start();

        ClientThreads.end(group);

        assertThat(other.isInterrupted()).isFalse();
        assertThat(other.isAlive()).isTrue();
        over.countDown();
        other.join();
    }

    private void inGroup(Runnable step) throws InterruptedException {
        Thread thread = new Thread(group, step, "makes-clients");
        thread.start();
        thread.join();
    }

    private void waitUntilOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> selectors() {
        Thread[] threads = new Thread[group.activeCount() + 10];
        group.enumerate(threads);
        return Arrays.stream(threads)
                .filter(Objects::nonNull)
                .map(Thread::getName)
                .filter(name -> name.contains("Selector"))
                .toList();
    }
}
