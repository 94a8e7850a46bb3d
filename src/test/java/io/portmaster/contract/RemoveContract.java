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
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A remove frees the port and the name of the record that it was planned on, and of no later one. */
abstract class RemoveContract extends ContractPart {
    private Entry<Service> django;

    RemoveContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void ofAnOfferFreesPortAndName() {
        committed(OfferMutations.remove(offered(django, 5000, "web-01")));

        assertThat(under.dump()).containsExactly(django);
        offered(django, 5000, "web-01");
    }

    @Test
    void ofAnAllocationFreesPortAndName() {
        committed(release(allocated(django, 5000, "web-01")));

        assertThat(under.dump()).containsExactly(django);
        allocated(django, 5000, "web-01");
    }

    @Test
    void ofAnOfferThatWasAcceptedMeanwhileConflictsAndShowsTheAllocation() {
        Entry<Offer> offer = offered(django, 5000, "web-01");
        committed(OfferMutations.accept(offer, offer.value().accepted(samples.tick())));
        Entry<?> allocation = entry(portKey(5000));

        Conflict conflict = conflict(OfferMutations.remove(offer));

        assertShows(conflict, allocation);
        assertThat(under.dump()).hasSize(3);
    }

    @Test
    void ofWhatIsGoneConflictsAndShowsThat() {
        Entry<Allocation> allocation = allocated(django, 5000, "web-01");
        committed(release(allocation));

        assertShows(conflict(release(allocation)), absent(portKey(5000)), django);
    }

    @Test
    void neverHitsThePortsNextOwner() {
        Entry<Allocation> allocation = allocated(django, 5000, "web-01");
        committed(release(allocation));
        Entry<Allocation> next = allocated(django, 5000, "web-01");

        assertShows(conflict(release(allocation)), next, django);
        assertThat(under.dump()).contains(next);
    }
}
