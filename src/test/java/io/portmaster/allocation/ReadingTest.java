package io.portmaster.allocation;

import static io.portmaster.allocation.Freshness.LINEARIZABLE;
import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients can look records up, and read lists in pages. */
class ReadingTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final Granted offer = node.offered("web-01");

    @BeforeEach
    void fill() {
        node.allocated("web-02");
        node.allocated("web-03");
        node.offered("web-04");
        node.await(node.create(new Name("flask"), 6000, 6009));
    }

    @Test
    void servicesComeByNameWithTheirCounts() {
        Page<ServiceStatus> all = services(null, 10);

        assertThat(all.items())
                .extracting(service -> service.entry().value().name().value())
                .containsExactly("django", "flask");
        assertThat(all.items())
                .extracting(ServiceStatus::ports)
                .containsExactly(new PortCounts(10, 2, 2), new PortCounts(10, 0, 0));
        assertThat(all.more()).isFalse();
    }

    @Test
    void servicesComeInPages() {
        assertThat(services(null, 1).more()).isTrue();
        assertThat(services(DJANGO, 1).items())
                .extracting(service -> service.entry().value().name().value())
                .containsExactly("flask");
        assertThat(services(DJANGO, 1).more()).isFalse();
        assertThat(services(new Name("flask"), 1).items()).isEmpty();
    }

    @Test
    void offersAndAllocationsComeByPort() {
        assertThat(ports(PortState.OFFERED, 0, 10)).containsExactly(5000, 5003);
        assertThat(ports(PortState.ALLOCATED, 0, 10)).containsExactly(5001, 5002);
    }

    @Test
    void portsComeInPagesThatMissNothing() {
        IntStream.range(5, 11).forEach(i -> node.allocated("web-0" + i));
        List<Integer> walked = new ArrayList<>();
        int after = 0;
        boolean more = true;
        while (more) {
            Page<PortStatus> page = holdings(PortState.ALLOCATED, after, 3);
            page.items().forEach(holding -> walked.add(portOf(holding)));
            after = walked.get(walked.size() - 1);
            more = page.more();
        }

        assertThat(walked).containsExactly(5001, 5002, 5004, 5005, 5006, 5007, 5008, 5009);
    }

    @Test
    void aPageBehindTheLastPortIsEmpty() {
        for (int after : new int[] {5009, 5010, 49_151, 65_535}) {
            assertThat(holdings(PortState.ALLOCATED, after, 3)).isEqualTo(new Page<>(List.of(), false));
        }
    }

    @Test
    void anOfferIsFoundByItsSecretWhileItIsOpen() {
        assertThat(node.await(bySecret(offer.secret())).value()).containsExactly(offer.entry());

        node.await(node.accept(offer.secret()));

        assertThat(node.awaitRefusal(bySecret(offer.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        assertThat(node.awaitRefusal(bySecret(new Secret("x")))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
    }

    @Test
    void anAllocationIsFoundByPortAndByNameInItsServiceOnly() {
        assertThat(node.await(allocation(DJANGO, new PortReference.ByNumber(5001)))
                        .value()
                        .entry())
                .isEqualTo(node.holding(5001));
        assertThat(node.await(allocation(DJANGO, new PortReference.ByName(new Name("web-02"))))
                        .value()
                        .entry())
                .isEqualTo(node.holding(5001));

        assertThat(node.awaitRefusal(allocation(DJANGO, new PortReference.ByNumber(5000))))
                .as("an offer")
                .isEqualTo(new Refusal.PortNotFound("5000", 5000));
        assertThat(node.awaitRefusal(allocation(DJANGO, new PortReference.ByName(new Name("web-01")))))
                .isEqualTo(new Refusal.PortNotFound("web-01", 5000));
        assertThat(node.awaitRefusal(allocation(new Name("flask"), new PortReference.ByNumber(5001))))
                .isEqualTo(new Refusal.PortNotFound("5001"));
        assertThat(node.awaitRefusal(allocation(new Name("nobody"), new PortReference.ByNumber(5001))))
                .isEqualTo(new Refusal.ServiceNotFound(new Name("nobody")));
    }

    @Test
    void whoseAPortIsCanBeAskedWhateverTheService() {
        assertThat(node.await(node.queries.port(node.caller(), LINEARIZABLE, Space.DEFAULT, 5000))
                        .value()
                        .entry())
                .isEqualTo(offer.entry());
        assertThat(node.awaitRefusal(node.queries.port(node.caller(), LINEARIZABLE, Space.DEFAULT, 6000)))
                .isEqualTo(new Refusal.PortNotFound("6000"));
    }

    private Page<ServiceStatus> services(@Nullable Name after, int limit) {
        return node.await(node.queries.services(node.caller(), LINEARIZABLE, Space.DEFAULT, after, limit))
                .value();
    }

    private List<Integer> ports(PortState state, int after, int limit) {
        return holdings(state, after, limit).items().stream()
                .map(ReadingTest::portOf)
                .toList();
    }

    private static int portOf(PortStatus holding) {
        return ((Holding) holding.entry().value()).port();
    }

    private Page<PortStatus> holdings(PortState state, int after, int limit) {
        PortFilter filter = new PortFilter(null, Set.of(state), null, Map.of(), null);
        return node.await(node.queries.portsOf(node.caller(), LINEARIZABLE, TestNode.ref(DJANGO), filter, after, limit))
                .value();
    }

    private CompletableFuture<Reading<List<Entry<Holding>>>> bySecret(Secret secret) {
        return node.queries.offersBySecret(node.caller(), LINEARIZABLE, TestNode.ref(DJANGO), secret);
    }

    private CompletableFuture<Reading<PortStatus>> allocation(Name service, PortReference port) {
        return node.queries.allocation(node.caller(), LINEARIZABLE, TestNode.ref(service), port);
    }
}
