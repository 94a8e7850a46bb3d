package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Space;
import io.portmaster.record.Key.ServiceKey;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code If-Match}: a record that has changed since the client saw it stays as it is. */
class RevisionPreconditionTest {
    private static final Precondition NEVER = new Precondition(Set.of(1L));

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    @Test
    void aServiceAsSeenIsChanged() {
        long seen = revisionOfDjango();

        ServiceStatus changed = node.await(change("new", at(seen)));

        assertThat(changed.entry().modRevision()).isGreaterThan(seen);
        assertThat(changed.entry().createRevision()).isEqualTo(seen);
    }

    @Test
    void aServiceThatChangedIsNotChangedAgain() {
        long seen = revisionOfDjango();
        node.await(node.describe("theirs"));

        assertThat(node.awaitRefusal(change("ours", at(seen))))
                .isEqualTo(new Refusal.PreconditionFailed(revisionOfDjango()));
    }

    @Test
    void aServiceThatChangesInTheLastMomentIsNotChangedAgain() {
        node.store.beforeNext(() -> rival.await(rival.describe("theirs")));

        Refusal refusal = node.awaitRefusal(change("ours", at(revisionOfDjango())));

        assertThat(refusal).isEqualTo(new Refusal.PreconditionFailed(revisionOfDjango()));
    }

    @Test
    void anUnchangedPutOfWhatHasChangedFails() {
        assertThat(node.awaitRefusal(node.allocator.changeService(
                        node.caller(),
                        TestNode.ref(DJANGO),
                        new ServiceChange(false, null, null, null, null, null),
                        NEVER)))
                .isInstanceOf(Refusal.PreconditionFailed.class);
    }

    @Test
    void aServiceIsDeletedOnlyAsSeen() {
        assertThat(node.awaitRefusal(node.allocator.deleteService(node.caller(), TestNode.ref(DJANGO), true, NEVER)))
                .isEqualTo(new Refusal.PreconditionFailed(revisionOfDjango()));

        node.await(node.allocator.deleteService(node.caller(), TestNode.ref(DJANGO), true, at(revisionOfDjango())));

        assertThat(node.records.dump()).isEmpty();
    }

    @Test
    void anyOfSeveralRevisionsWillDo() {
        long seen = revisionOfDjango();

        node.await(node.allocator.deleteService(
                node.caller(), TestNode.ref(DJANGO), true, new Precondition(Set.of(1L, seen))));
    }

    @Test
    void anOfferIsAcceptedAndRejectedOnlyAsSeen() {
        Granted offer = node.offered("web-01");
        Refusal changed = new Refusal.PreconditionFailed(offer.entry().modRevision());

        assertThat(node.awaitRefusal(node.accept(TestNode.ref(DJANGO), offer.secret(), NEVER)))
                .isEqualTo(changed);
        assertThat(node.awaitRefusal(node.reject(TestNode.ref(DJANGO), offer.secret(), Rejection.PLAIN, NEVER)))
                .isEqualTo(changed);

        node.await(node.accept(
                TestNode.ref(DJANGO), offer.secret(), at(offer.entry().modRevision())));
    }

    @Test
    void aRepeatedAcceptIsNotRefusedForItsOwnSuccess() {
        Granted offer = node.offered("web-01");
        Precondition seen = at(offer.entry().modRevision());
        node.await(node.accept(TestNode.ref(DJANGO), offer.secret(), seen));

        assertThat(node.await(node.accept(TestNode.ref(DJANGO), offer.secret(), seen))
                        .replayed())
                .isTrue();
    }

    @Test
    void anAllocationIsReleasedOnlyAsSeen() {
        long seen = node.allocated("web-01").entry().modRevision();
        PortReference port = new PortReference.ByNumber(5000);

        assertThat(node.awaitRefusal(node.allocator.release(node.caller(), TestNode.ref(DJANGO), port, NEVER)))
                .isEqualTo(new Refusal.PreconditionFailed(seen));

        node.await(node.allocator.release(node.caller(), TestNode.ref(DJANGO), port, at(seen)));
        assertThat(node.holders()).isEmpty();
    }

    @Test
    void aNodeThatIsBehindJudgesByTheTruth() {
        long before = revisionOfDjango();
        node.records.pauseMirror();
        rival.await(rival.describe("theirs"));
        long now = revisionOfDjango();

        CompletableFuture<ServiceStatus> old = change("ours", at(before));
        CompletableFuture<ServiceStatus> current = change("ours", at(now));
        node.turn();
        node.records.resumeMirror();

        assertThat(node.awaitRefusal(old)).isInstanceOf(Refusal.PreconditionFailed.class);
        assertThat(node.await(current).entry().value().description()).isEqualTo("ours");
    }

    private CompletableFuture<ServiceStatus> change(String description, Precondition precondition) {
        ServiceChange change = new ServiceChange(true, description, null, null, null, null);
        return node.allocator.changeService(node.caller(), TestNode.ref(DJANGO), change, precondition);
    }

    private long revisionOfDjango() {
        return Objects.requireNonNull(node.record(new ServiceKey(Space.DEFAULT, DJANGO)))
                .modRevision();
    }

    private static Precondition at(long revision) {
        return new Precondition(Set.of(revision));
    }
}
