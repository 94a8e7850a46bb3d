package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.Rest;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The names of a group get their ports together, or none of them does. */
abstract class GroupContract extends ContractPart {
    private static final int LARGEST = 24;

    private Entry<Service> django;

    GroupContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5999));
    }

    @Test
    void ofTheLargestSizeIsOfferedAcceptedAndRejectedAsAWhole() {
        Mutation claim = claim(5000, LARGEST, "a");
        assertThat(claim.guards()).hasSize(97);
        assertThat(claim.writes()).hasSize(48);

        committed(claim);
        committed(claim(5100, LARGEST, "b"));
        assertThat(under.dump()).hasSize(1 + 4 * LARGEST);

        List<Entry<Offer>> offers = offers(5000);
        committed(OfferMutations.accept(
                offers,
                offers.stream()
                        .map(offer -> offer.value().accepted(samples.tick()))
                        .toList()));
        committed(OfferMutations.remove(offers(5100)));

        assertThat(under.dump()).hasSize(1 + 2 * LARGEST);
        assertThat(held(5023, Allocation.class).value().group()).isEqualTo(new Group(LARGEST, 23));
    }

    @Test
    void oneTakenPortRefusesAll() {
        offered(django, 5023, "rival");

        conflict(claim(5000, LARGEST, "a"));

        assertThat(under.dump()).hasSize(3);
    }

    @Test
    void oneOfferThatIsGoneKeepsTheOthersFromBeingAcceptedAndRejected() {
        committed(claim(5000, 3, "a"));
        List<Entry<Offer>> offers = offers(5000);
        committed(OfferMutations.remove(offers.get(1)));

        conflict(OfferMutations.accept(
                offers,
                offers.stream()
                        .map(offer -> offer.value().accepted(samples.tick()))
                        .toList()));
        conflict(OfferMutations.remove(offers));

        assertThat(keys()).hasSize(5).contains(portKey(5000), portKey(5002));
    }

    @Test
    void isRejectedAsAWholeThoughOnlyOneOfItsPortsIsBusy() {
        committed(claim(5000, LARGEST, "a"));
        List<Entry<Offer>> offers = offers(5000);
        Offer offer = offers.get(1).value();
        Cooling busy =
                new Cooling(offer.port(), offer.service(), offer.name(), Cooling.Reason.BUSY, 60, samples.tick());
        Mutation reject = OfferMutations.busy(offers, django, List.of(new Rest(busy, lease())));

        committed(reject);

        assertThat(keys()).containsExactlyInAnyOrder(django.key(), coolingKey(5001));
        assertThat(entry(coolingKey(5001)).value()).isEqualTo(busy);
        conflict(reject);
    }

    @Test
    void travelsWithOthersAndAmongSmallOnes() {
        Lease lease = lease();
        List<Mutation> batch = new ArrayList<>();
        batch.add(claim(5000, LARGEST, "a"));
        batch.add(claim(5100, LARGEST, "b"));
        IntStream.range(0, 20)
                .mapToObj(i ->
                        ClaimMutations.claim(django, samples.offer(5200 + 2 * i, "django", "web-" + i), lease, false))
                .forEach(batch::add);

        assertThat(commit(batch)).hasOnlyElementsOfType(Committed.class);

        List<Outcome> outcomes = commit(List.of(claim(5101, LARGEST, "d"), claim(5300, LARGEST, "e")));
        assertThat(outcomes.get(0)).isInstanceOf(Conflict.class);
        assertThat(outcomes.get(1)).isInstanceOf(Committed.class);
    }

    private Mutation claim(int first, int size, String name) {
        Offer sample = samples.offer(first, "django", name);
        List<Claimed> ports = IntStream.range(0, size)
                .mapToObj(place -> new Claimed(new Offer(
                        first + place,
                        sample.service(),
                        new Name(name + "-" + place),
                        sample.created(),
                        sample.ttl(),
                        sample.receipt(),
                        Labels.EMPTY,
                        new Group(size, place))))
                .toList();
        return ClaimMutations.claim(django, ports, lease(), false);
    }

    /** The offers of the group whose first port that is. */
    private List<Entry<Offer>> offers(int first) {
        int size = held(first, Offer.class).value().group().size();
        return IntStream.range(first, first + size)
                .mapToObj(port -> held(port, Offer.class))
                .toList();
    }
}
