package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Offers share a lease, and end with it. What was accepted stays. */
abstract class LeaseContract extends ContractPart {
    private static final int SHORT = 2;

    /** Time for some steps on a busy machine. */
    private static final int ENOUGH = 5;

    LeaseContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @Test
    void isSharedByOffersOfTheSameMoment() {
        assertThat(lease()).isEqualTo(lease()).isNotEqualTo(Lease.NONE);
    }

    @Test
    void isNotSharedWithThoseWhoNeedAnotherTime() {
        Lease offers = lease();
        Lease longer = lease(Duration.ofSeconds(Samples.TTL + 60));

        assertThat(longer).isNotEqualTo(offers);
        assertThat(lease(Duration.ofSeconds(Samples.TTL + 60))).isEqualTo(longer);
        assertThat(lease()).isEqualTo(offers);
    }

    @Test
    void takesTheOfferWithItWhenItEnds() {
        reopen(SHORT);
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        offered(django, 5000, "web-01");

        under.waitUntil(() -> under.dump().size() == 1);

        assertThat(under.dump()).containsExactly(django);
        under.waitUntil(() -> onLoop(() -> under.registry().entry(portKey(5000))) == null);
    }

    @Test
    void leavesAnAcceptedOfferBehind() {
        reopen(ENOUGH);
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Lease lease = lease();
        Entry<Offer> accepted = offered(django, 5000, "web-01", lease);
        Entry<Offer> open = offered(django, 5001, "web-02", lease);
        committed(OfferMutations.accept(accepted, accepted.value().accepted(samples.tick())));

        under.waitUntil(() -> !keys().contains(open.key()));

        assertThat(keys()).containsExactlyInAnyOrder(django.key(), accepted.key(), instanceIndex("web-01"));
    }

    @Test
    void isNotTheNextOfferOfTheSameNamesLease() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Lease first = lease();
        committed(OfferMutations.remove(offered(django, 5000, "web-01", first)));
        allocated(django, 5000, "web-01");

        under.revoke(first);

        assertThat(keys()).contains(portKey(5000), instanceIndex("web-01"));
    }

    @Test
    void thatIsGoneLetsNothingOfItsBatchHappenAndAnotherOneIsToBeHad() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Allocation> held = allocated(django, 5009, "web-09");
        Lease gone = lease();
        under.revoke(gone);
        List<Entry<?>> before = under.dump();

        List<Outcome> outcomes = commit(List.of(
                ClaimMutations.claim(django, samples.offer(5000, "django", "web-01"), gone, false), release(held)));

        assertThat(outcomes).containsOnly(new NotApplied(Reason.LEASE_GONE));
        assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(before);
        Lease next = lease();
        assertThat(next).isNotEqualTo(gone);
        offered(django, 5000, "web-01", next);
    }

    @Test
    void thatIsGoneTakesItsOffersWithIt() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Lease lease = lease();
        offered(django, 5000, "web-01", lease);
        offered(django, 5001, "web-02", lease);
        allocated(django, 5002, "web-03");

        under.revoke(lease);

        assertThat(keys()).containsExactlyInAnyOrder(django.key(), portKey(5002), instanceIndex("web-03"));
    }
}
