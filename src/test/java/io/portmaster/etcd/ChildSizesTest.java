package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.AllocationMutations;
import io.portmaster.commit.Batch;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ChildSizesTest {
    /** etcd's limit of operations in a transaction. Each child gets what its parent leaves of it. */
    private static final int ETCD = 128;

    private final Samples samples = new Samples();
    private final ChildSizes sizes = ChildSizes.adaptive();
    private final List<Entry<Service>> services = IntStream.range(0, 30)
            .mapToObj(i -> new Entry<>(
                    new ServiceKey(Space.DEFAULT, new Name("s" + i + "-x")),
                    samples.service("s" + i + "-x", 5000 + 1000 * i, 5999 + 1000 * i),
                    1,
                    1))
            .toList();

    @Test
    void claimsOfOneServiceShareAChildAndTheCompareOfTheirService() {
        List<Child> children = sizes.spread(claims(20, false));

        assertThat(children).hasSize(1);
        assertThat(children.get(0).weight()).isEqualTo(2 + 2 * 20 + 1);
        assertThat(children.get(0).joinedGuards()).hasSize(2 + 2 * 20 + 1);
    }

    @Test
    void childrenAreFewAndEquallyLarge() {
        assertThat(sizesOf(sizes.spread(claims(60, false)))).containsExactly(30, 30);
    }

    @Test
    void mutationsOfDifferentKindsShareNoChild() {
        List<Mutation> batch = new ArrayList<>(claims(3, false));
        batch.addAll(claims(2, true));
        batch.add(removal(9000));
        batch.add(accept(9001));

        assertThat(sizesOf(sizes.spread(batch))).containsExactlyInAnyOrder(3, 2, 1, 1);
    }

    @Test
    void changesToServicesHaveAChildEach() {
        List<Mutation> creates = IntStream.range(0, 5)
                .mapToObj(i ->
                        ServiceMutations.create(Space.DEFAULT, samples.service("new-" + i, 40_000 + i, 40_000 + i), 3))
                .toList();

        assertThat(sizesOf(sizes.spread(creates))).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void childThatFailedHalvesTheSizeAndBatchesWithoutBringItBackStepByStep() {
        Mutation claim = claim(0, 5000, false);
        assertThat(sizes.of(claim)).isEqualTo(40);

        learn(claim, true);
        assertThat(sizes.of(claim)).isEqualTo(20);
        for (int i = 0; i < 10; i++) {
            learn(claim, true);
        }
        assertThat(sizes.of(claim)).isEqualTo(1);

        learn(claim, false);
        learn(claim, false);
        assertThat(sizes.of(claim)).isEqualTo(3);
        for (int i = 0; i < 100; i++) {
            learn(claim, false);
        }
        assertThat(sizes.of(claim)).isEqualTo(40);
    }

    @Test
    void failuresInAContestedServiceMakeNobodyElsesChildrenSmall() {
        Mutation contested = claim(0, 5000, true);

        learn(contested, true);

        assertThat(sizes.of(contested)).isEqualTo(20);
        assertThat(sizes.of(claim(1, 6000, false))).isEqualTo(40);
        assertThat(sizes.of(removal(9000))).isEqualTo(40);
    }

    @Test
    void separatedMutationsHaveAChildEachAndTeachNothing() {
        List<Mutation> batch = new ArrayList<>(claims(3, false));
        batch.addAll(claims(2, true).stream().map(Mutation::separated).toList());

        List<Child> children = sizes.spread(batch);
        sizes.learn(children, children.subList(1, 3));

        assertThat(sizesOf(children)).containsExactly(3, 1, 1);
        assertThat(sizes.of(claim(1, 6000, true))).isEqualTo(40);
    }

    @RepeatedTest(300)
    void noTransactionEverTakesMoreOperationsThanEtcdAllows(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ChildSizes size = random.nextInt(4) == 0 ? ChildSizes.adaptive() : ChildSizes.fixed(1 + random.nextInt(60));
        Batch batch = new Batch(Transactions.LIMITS);
        int oneKindOnly = random.nextInt(8);
        for (int i = 0; batch.hasRoom() && i < 500; i++) {
            int service = random.nextInt(1 + random.nextInt(30));
            int port = 5000 + 1000 * service + i;
            int kind = oneKindOnly < 4 ? oneKindOnly : random.nextInt(4);
            batch.add(
                    switch (kind) {
                        case 0 ->
                            random.nextInt(8) == 0
                                    ? claim(service, port, false).separated()
                                    : claim(service, port, false);
                        case 1 -> claim(service, port, true);
                        case 2 -> removal(port);
                        default -> accept(port);
                    });
        }

        List<Child> children = size.spread(batch.members());

        int heaviest = children.stream().mapToInt(Child::weight).max().orElseThrow();
        assertThat(Math.max(2, children.size()) + heaviest).isLessThanOrEqualTo(ETCD);
        List<Integer> places = new ArrayList<>();
        children.forEach(child -> IntStream.range(0, child.size()).forEach(member -> {
            places.add(child.place(member));
            assertThat(child.mutation(member)).isSameAs(batch.members().get(child.place(member)));
        }));
        assertThat(places)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, batch.members().size()).boxed().toList());
    }

    private void learn(Mutation mutation, boolean failed) {
        Child child = new Child(0, mutation);
        sizes.learn(List.of(child), failed ? List.of(child) : List.of());
    }

    private static List<Integer> sizesOf(List<Child> children) {
        return children.stream().map(Child::size).toList();
    }

    private List<Mutation> claims(int number, boolean contested) {
        return IntStream.range(0, number)
                .mapToObj(i -> claim(contested ? 1 : 0, (contested ? 6000 : 5000) + i, contested))
                .toList();
    }

    private Mutation claim(int service, int port, boolean contested) {
        Entry<Service> of = services.get(service);
        Offer offer = samples.offer(port, of.value().name().value(), "web-" + port);
        return ClaimMutations.claim(of, offer, new Lease(1), contested);
    }

    private Mutation removal(int port) {
        return AllocationMutations.release(
                entry(samples.allocation(port, "s0-x", "web-" + port)), services.get(0), null);
    }

    private Mutation accept(int port) {
        Offer offer = samples.offer(port, "s0-x", "web-" + port);
        return OfferMutations.accept(entry(offer), offer.accepted(samples.tick()));
    }

    private static <H extends Holding> Entry<H> entry(H holding) {
        return new Entry<>(new PortKey(Space.DEFAULT, holding.port()), holding, 3, 3);
    }
}
