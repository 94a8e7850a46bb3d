package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static io.portmaster.allocation.TestNode.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More changes come than the store takes. */
class FullStoreTest {
    private static final int MORE_THAN_QUEUE = 5_000;

    private final TestNode node = new TestNode().withDjango(10_000, 19_999);

    @Test
    void whatIsTooMuchForTheQueueIsRefusedAtOnceAndTheRestHappens() {
        ScriptedStore.Held first = node.store.hold();
        CompletableFuture<Granted> alone = node.allocate("first");
        node.turn();
        ScriptedStore.Held second = node.store.hold();
        List<CompletableFuture<Granted>> all = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_QUEUE; i++) {
            all.add(node.allocate("web-" + i));
        }
        List<CompletableFuture<Granted>> refused =
                all.stream().filter(CompletableFuture::isDone).toList();
        assertThat(refused)
                .hasSizeBetween(1, MORE_THAN_QUEUE / 2)
                .allMatch(request -> refusalOf(request) instanceof Refusal.Overloaded);
        CompletableFuture<Reading<ServiceStatus>> read =
                node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO));
        node.turn();
        assertThat(answerOf(read).value().entry().value().name())
                .as("reads wait for no change")
                .isEqualTo(DJANGO);

        first.letThrough();
        node.turn();
        second.letThrough();
        all.removeAll(refused);
        all.forEach(node::await);

        assertThat(answerOf(alone).replayed()).isFalse();
        assertThat(node.holders()).hasSize(1 + all.size());
        assertThat(node.allocated("one-more").replayed()).isFalse();
    }
}
