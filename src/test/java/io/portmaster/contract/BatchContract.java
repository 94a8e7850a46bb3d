package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mutations of a batch commit at one revision. Each has its own outcome, in the order of the batch. */
abstract class BatchContract extends ContractPart {
    private Entry<Service> django;

    BatchContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5249));
    }

    @Test
    void commitsAllAtOneRevision() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        Entry<Allocation> allocation = allocated(django, 5001, "web-02");

        List<Outcome> outcomes = commit(List.of(
                ClaimMutations.claim(django, samples.offer(5002, "django", "web-03"), lease(), false),
                OfferMutations.accept(offer, offer.value().accepted(samples.tick())),
                release(allocation)));

        assertThat(new HashSet<>(outcomes)).hasSize(1).hasOnlyElementsOfType(Committed.class);
        assertThat(keys())
                .containsExactlyInAnyOrder(
                        django.key(), portKey(5000), instanceIndex("web-01"), portKey(5002), offerIndex("web-03"));
    }

    @Test
    void commitsWhatCanBeAndAnswersInOrder() {
        Entry<Offer> taken = offered(django, 5000, "web-01");
        Entry<Allocation> gone = allocated(django, 5001, "web-02");
        committed(release(gone));

        List<Outcome> outcomes = commit(List.of(
                ClaimMutations.claim(django, samples.offer(5002, "django", "web-03"), lease(), false),
                ClaimMutations.claim(django, samples.offer(5000, "django", "web-04"), lease(), false),
                release(gone),
                ClaimMutations.claim(django, samples.allocation(5003, "django", "web-05"), Lease.NONE, false)));

        assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
        assertShows(
                (Conflict) outcomes.get(1),
                django,
                taken,
                absent(offerIndex("web-04")),
                absent(instanceIndex("web-04")),
                absent(coolingKey(5000)));
        assertShows((Conflict) outcomes.get(2), absent(portKey(5001)), django);
        assertThat(outcomes.get(3)).isEqualTo(outcomes.get(0));
        assertThat(under.dump()).hasSize(7);
    }

    @Test
    void ofConflictsAloneChangesNothing() {
        offered(django, 5000, "web-01");
        offered(django, 5001, "web-02");
        List<Entry<?>> before = under.dump();

        List<Outcome> outcomes = commit(List.of(
                ClaimMutations.claim(django, samples.offer(5000, "django", "web-03"), lease(), false),
                ClaimMutations.claim(django, samples.offer(5001, "django", "web-04"), lease(), false)));

        assertThat(outcomes).hasOnlyElementsOfType(Conflict.class);
        assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void mayBeAsLargeAsTheStoreSaysWhateverIsInIt() {
        Lease lease = lease();
        List<Mutation> offers =
                full(i -> ClaimMutations.claim(django, samples.offer(5000 + i, "django", "web-" + i), lease, false));
        assertThat(commit(offers)).hasOnlyElementsOfType(Committed.class);

        assertThat(commit(offers)).hasSameSizeAs(offers).hasOnlyElementsOfType(Conflict.class);

        List<Mutation> accepts = full(i -> {
            Entry<Offer> offer = held(5000 + i, Offer.class);
            return OfferMutations.accept(offer, offer.value().accepted(samples.tick()));
        });
        assertThat(commit(accepts)).hasOnlyElementsOfType(Committed.class);

        List<Mutation> releases = full(i -> release(held(5000 + i, Allocation.class)));
        assertThat(commit(releases)).hasOnlyElementsOfType(Committed.class);
        assertThat(under.dump()).containsExactly(django);
    }

    private List<Mutation> full(Function<Integer, Mutation> mutation) {
        return IntStream.range(0, most()).boxed().map(mutation).toList();
    }
}
