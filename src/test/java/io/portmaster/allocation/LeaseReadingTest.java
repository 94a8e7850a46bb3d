package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseReadingTest {
    private final TestNode node = new TestNode().withDjango(5000, 5009);

    private CompletableFuture<Reading<LeaseContent>> read(Lease lease, Freshness freshness) {
        return node.queries.lease(node.caller(), freshness, lease);
    }

    private LeaseContent read(Lease lease) {
        return node.await(read(lease, Freshness.LINEARIZABLE)).value();
    }

    private Page<LeaseStatus> list(Lease after, int limit, Map<String, String> labels) {
        return node.await(node.queries.leases(node.caller(), Freshness.LINEARIZABLE, after, limit, labels))
                .value();
    }

    private static List<Lease> leases(Page<LeaseStatus> page) {
        return page.items().stream().map(LeaseStatus::lease).toList();
    }

    @Test
    void leaseShowsItsAllocationsAndItsEnd() {
        Lease lease = node.leased(60, 30);
        node.allocatedOn(lease, "web-01");
        node.allocated("web-02");
        node.allocatedOn(lease, "web-03");
        node.advance(10_500);

        LeaseContent content = read(lease);

        assertThat(content.allocations())
                .extracting(entry -> entry.value().name().value())
                .containsExactly("web-01", "web-03");
        // The store tells whole seconds, rounded down.
        assertThat(content.status().expires())
                .isBetween(node.loop.now().plusSeconds(48), node.loop.now().plusSeconds(50));
        assertThat(content.status().record().linger()).isEqualTo(30);
    }

    @Test
    void endedLeaseIsNotFound() {
        Lease lease = node.leased(5, 5);
        node.advance(5_000);

        assertThat(node.awaitRefusal(read(lease, Freshness.LINEARIZABLE))).isEqualTo(new Refusal.LeaseNotFound(lease));
        assertThat(node.awaitRefusal(read(lease, Freshness.STALE))).isEqualTo(new Refusal.LeaseNotFound(lease));
    }

    @Test
    void leaseThatEndsWhileTheStoreIsAskedForItsTimeIsNotFound() {
        Lease lease = node.leased(60, 30);
        node.leases.beforeNext(() -> node.leases.end(lease));

        assertThat(node.awaitRefusal(read(lease, Freshness.LINEARIZABLE))).isEqualTo(new Refusal.LeaseNotFound(lease));
    }

    @Test
    void storeThatDoesNotTellIsAskedAgain() {
        Lease lease = node.leased(60, 30);
        node.leases.loseReply();

        assertThat(read(lease).status().expires()).isNotNull();
    }

    @Test
    void staleReadAsksNobodyAndDoesNotTellTheEnd() {
        Lease lease = node.leased(60, 30);
        node.leases.calls().clear();

        LeaseContent content = TestNode.answerOf(read(lease, Freshness.STALE)).value();

        assertThat(content.status().expires()).isNull();
        assertThat(content.status().record().ttl()).isEqualTo(60);
        assertThat(node.leases.calls()).isEmpty();
    }

    @Test
    void leasesAreListedInPagesInTheOrderOfTheirNumbers() {
        List<Lease> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(node.leased(60, 30));
        }
        created.sort(Comparator.comparingLong(Lease::id));

        Page<LeaseStatus> first = list(Lease.NONE, 3, Map.of());
        Page<LeaseStatus> second = list(created.get(2), 3, Map.of());

        assertThat(leases(first)).isEqualTo(created.subList(0, 3));
        assertThat(first.more()).isTrue();
        assertThat(leases(second)).isEqualTo(created.subList(3, 5));
        assertThat(second.more()).isFalse();
        assertThat(first.items()).allSatisfy(item -> assertThat(item.expires()).isNull());
    }

    @Test
    void leasesAreFilteredByLabels() {
        Lease here = labelled(Map.of("host", "10.0.0.7", "rack", "1"));
        labelled(Map.of("host", "10.0.0.8", "rack", "1"));
        node.leased(60, 30);

        assertThat(leases(list(Lease.NONE, 10, Map.of("rack", "1")))).hasSize(2).contains(here);
        assertThat(leases(list(Lease.NONE, 10, Map.of("rack", "1", "host", "10.0.0.7"))))
                .containsExactly(here);
    }

    private Lease labelled(Map<String, String> labels) {
        LeaseRequest request = new LeaseRequest(60, 30, new Labels(labels));
        return node.await(node.clientLeases.create(node.caller(), request)).lease();
    }
}
