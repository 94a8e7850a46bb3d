package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static io.portmaster.allocation.TestNode.answerOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 8: what own commits and conflicts show serves planning, and nothing else. */
class OverlayUseTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @BeforeEach
    void mirrorFallsBehind() {
        node.records.pauseMirror();
    }

    @Test
    void anOfferCanBeAcceptedBeforeTheMirrorShowsIt() {
        Granted offer = node.offered("web-01");

        Accepted accepted = node.await(node.accept(offer.secret()));

        assertThat(accepted.entry()).isEqualTo(node.holding(5000));
        assertThat(accepted.entry().createRevision()).isEqualTo(offer.entry().createRevision());
    }

    @Test
    void anOfferCanBeRejectedBeforeTheMirrorShowsIt() {
        Granted offer = node.offered("web-01");

        node.await(node.reject(offer.secret()));

        assertThat(node.holders()).isEmpty();
    }

    @Test
    void whatOwnCommitsTeachIsNeverMergedIntoTheMirror() {
        node.offered("web-01");

        assertThat(node.registry.entry(new Key.PortKey(Space.DEFAULT, 5000))).isNull();
        assertThat(node.registry
                        .records(Space.DEFAULT)
                        .counts(PortSet.of(new PortRange(5000, 5009)), PortSet.EMPTY)
                        .free())
                .isEqualTo(10);
    }

    @Test
    void whatAConflictTeachesIsNeverMergedIntoTheMirror() {
        node.store.beforeNext(() -> rival.allocated("web-02"));
        node.allocated("web-01");

        assertThat(node.registry.entry(new Key.PortKey(Space.DEFAULT, 5000))).isNull();
        assertThat(node.registry.entry(new Key.PortKey(Space.DEFAULT, 5001))).isNull();
    }

    @Test
    void aReadIsAnsweredByTheMirrorAlone() {
        Granted offer = node.offered("web-01");

        CompletableFuture<?> stale =
                node.queries.offersBySecret(node.caller(), Freshness.STALE, TestNode.ref(DJANGO), offer.secret());
        CompletableFuture<?> current = node.queries.offersBySecret(
                node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), offer.secret());
        node.turn();
        assertThat(stale).isCompletedExceptionally();
        assertThat(current).isNotDone();
        assertThat(stale.handle((found, error) -> error).join()).isInstanceOf(RefusedException.class);

        node.records.resumeMirror();
        node.turn();
        assertThat(current).isCompleted();
    }

    /** Another node has ended this node's offer since. The overlay knows single keys only, and can't tell. */
    @Test
    void aYesFromTheOverlayIsOnlyAHint() {
        String key = "a-key-of-sixteen";
        Granted offer = node.await(node.offer("web-01", key));
        rival.await(rival.reject(offer.secret()));

        CompletableFuture<Granted> again = node.offer("web-01", key);
        node.turn();
        assertThat(again).isNotDone();
        node.records.resumeMirror();
        node.turn();

        assertThat(answerOf(again).replayed()).isFalse();
    }

    @Test
    void whatTheMirrorHasPassedIsForgotten() {
        Granted offer = node.offered("web-01");
        rival.await(rival.reject(offer.secret()));
        node.records.resumeMirror();

        assertThat(node.offered("web-02").entry().value().port()).isEqualTo(5000);
    }
}
