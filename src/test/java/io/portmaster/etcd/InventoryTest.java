package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.portmaster.etcd.KeySource.Snapshot;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.StoredKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private final ManualLoop loop = new ManualLoop();
    private final ScriptedSource source = new ScriptedSource();
    private final Inventory inventory = new Inventory(source, loop, "/p/");
    private CompletableFuture<Snapshot<StoredKey>> taken = new CompletableFuture<>();

    @BeforeEach
    void take() {
        taken = inventory.take();
        loop.runUntilIdle();
    }

    @Test
    void everyKeyIsThereWithTheRevisionOfTheList() {
        source.answerList(
                40, ScriptedSource.pair("/p/default/ports/05000", "?", 12), ScriptedSource.pair("/p/stray", "", 13));
        assertThat(taken.join().contents())
                .extracting(StoredKey::spelling)
                .containsExactly("/p/default/ports/05000", "/p/stray");
        assertThat(taken.join().revision()).isEqualTo(40);
    }

    @Test
    void listThatFailsIsTriedAgain() {
        source.lastList().completeExceptionally(new IllegalStateException("that member is gone"));
        loop.advance(Duration.ofSeconds(1));
        source.answerList(41, ScriptedSource.pair("/p/stray", "", 13));
        assertThat(taken.join().contents()).extracting(StoredKey::spelling).containsExactly("/p/stray");
    }

    @Test
    void failureSaysWhyOnOneLine() {
        failWith(Status.PERMISSION_DENIED
                .withDescription("etcdserver: permission denied\nand more")
                .asRuntimeException());
        assertThatThrownBy(taken::join)
                .hasRootCauseMessage("PERMISSION_DENIED: etcdserver: permission denied\nand more")
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("PERMISSION_DENIED: ")
                .message()
                .hasLineCount(1);
    }

    @Test
    void failureSaysThatNoMemberCanBeConnectedTo() {
        failWith(Status.DEADLINE_EXCEEDED
                .withCause(new CallInterceptor.NotSentException())
                .asRuntimeException());
        assertThatThrownBy(taken::join)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("none of its members can be connected to");
    }

    /** Passes the time after which the inventory gives up. */
    private void failWith(RuntimeException error) {
        long start = loop.nanos();
        while (!taken.isDone()) {
            source.lastList().completeExceptionally(error);
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(Duration.ofNanos(loop.nanos() - start)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    }
}
