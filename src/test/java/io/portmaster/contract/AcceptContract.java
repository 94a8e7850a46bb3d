package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An accept turns the offer that it was planned on into an allocation. If that offer is gone, it conflicts. */
abstract class AcceptContract extends ContractPart {
    private Entry<Service> django;

    AcceptContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void turnsTheOfferIntoAnAllocationOfTheSameRecord() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        Allocation allocation = offer.value().accepted(samples.tick());

        long revision = committed(OfferMutations.accept(offer, allocation));

        assertThat(under.dump())
                .containsExactlyInAnyOrder(
                        django,
                        new Entry<>(portKey(5000), allocation, offer.createRevision(), revision),
                        new Entry<>(instanceIndex("web-01"), new Value.Index(5000), revision, revision));
    }

    @Test
    void ofAnAcceptedOfferConflictsAndShowsTheAllocation() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        committed(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));
        Entry<?> allocation = entry(portKey(5000));

        Conflict conflict = conflict(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));

        assertShows(conflict, allocation);
    }

    @Test
    void ofARejectedOfferConflictsAndShowsThatItIsGone() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        committed(OfferMutations.remove(offer));

        Conflict conflict = conflict(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));

        assertShows(conflict, absent(portKey(5000)));
        assertThat(under.dump()).containsExactly(django);
    }

    @Test
    void ofAnOfferWhosePortHasANewOwnerConflictsAndShowsHim() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        committed(OfferMutations.remove(offer));
        Entry<Offer> next = offered(django, 5000, "web-02");

        Conflict conflict = conflict(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));

        assertShows(conflict, next);
    }
}
