package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node serves two spaces, with a service of the same name and range in each. */
class SpacesTest {
    private static final Space OTHER = new Space("dc-2");
    private static final ServiceRef HERE = new ServiceRef(Space.DEFAULT, DJANGO);
    private static final ServiceRef THERE = new ServiceRef(OTHER, DJANGO);
    private static final Name WEB = new Name("web-01");

    private final TestNode node = new TestNode();

    @BeforeEach
    void createBothAtOnce() {
        PortRange range = new PortRange(5000, 5009);
        List<CompletableFuture<ServiceStatus>> both = List.of(node.create(HERE, range), node.create(THERE, range));
        both.forEach(node::await);
    }

    private CompletableFuture<Granted> offer(ServiceRef service, boolean acceptAtOnce, String key) {
        return node.offer(service, WEB, acceptAtOnce, key);
    }

    @Test
    void oneNameHasTheSamePortInBoth() {
        CompletableFuture<Granted> one = offer(HERE, false, "a-key-of-sixteen");
        CompletableFuture<Granted> two = offer(THERE, false, "a-key-of-sixteen");
        Granted here = node.await(one);
        Granted there = node.await(two);

        assertThat(here.entry().key()).isEqualTo(new Key.PortKey(Space.DEFAULT, 5000));
        assertThat(there.entry().key()).isEqualTo(new Key.PortKey(OTHER, 5000));
        assertThat(here.secret()).isNotEqualTo(there.secret());
        assertThat(node.await(offer(THERE, false, "a-key-of-sixteen")).secret()).isEqualTo(there.secret());
        assertThat(node.await(offer(HERE, false, "a-key-of-sixteen")).secret()).isEqualTo(here.secret());
    }

    @Test
    void aSecretOpensNothingInAnotherSpace() {
        Granted there = node.await(offer(THERE, false, "a-key-of-sixteen"));

        assertThat(node.awaitRefusal(node.accept(HERE, there.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));
        assertThat(node.awaitRefusal(node.reject(HERE, there.secret()))).isEqualTo(new Refusal.OfferNotFound(DJANGO));

        node.await(node.accept(THERE, there.secret()));
        assertThat(node.queries.census(OTHER)).isNotNull();
        assertThat(holder(OTHER).state()).isEqualTo(State.ALLOCATED);
    }

    @Test
    void aReleaseEndsNothingElsewhere() {
        node.await(offer(HERE, true, "a-key-of-sixteen"));
        node.await(offer(THERE, true, "a-key-of-sixteen"));

        PortReference byName = new PortReference.ByName(WEB);
        node.await(node.release(HERE, byName));

        assertThat(node.awaitRefusal(node.queries.port(node.caller(), Freshness.LINEARIZABLE, Space.DEFAULT, 5000)))
                .isEqualTo(new Refusal.PortNotFound("5000", null));
        assertThat(holder(OTHER).name()).isEqualTo(WEB);
    }

    @Test
    void servicesAndTheirCountsAreOfOneSpace() {
        node.await(offer(THERE, true, "a-key-of-sixteen"));
        node.await(node.create(new ServiceRef(OTHER, new Name("flask")), new PortRange(6000, 6000)));

        assertThat(counts(Space.DEFAULT)).containsExactly(new PortCounts(10, 0, 0));
        assertThat(counts(OTHER)).containsExactly(new PortCounts(10, 1, 0), new PortCounts(1, 0, 0));
        assertThat(counts(new Space("nowhere"))).isEmpty();
        List<PortCounts> counted = new ArrayList<>();
        Census census = node.queries.census(OTHER);
        assertThat(census).isNotNull();
        census.forEachService(status -> counted.add(status.ports()));
        assertThat(counted).isEqualTo(counts(OTHER));
    }

    @Test
    void aServiceIsInUseInItsOwnSpaceOnly() {
        node.await(offer(THERE, true, "a-key-of-sixteen"));

        assertThat(node.awaitRefusal(node.delete(THERE, false)))
                .isEqualTo(new Refusal.ServiceInUse(DJANGO, List.of(5000)));
        node.await(node.delete(HERE, false));
        assertThat(node.awaitRefusal(node.queries.service(node.caller(), Freshness.LINEARIZABLE, HERE)))
                .isEqualTo(new Refusal.ServiceNotFound(DJANGO));
        node.await(node.queries.service(node.caller(), Freshness.LINEARIZABLE, THERE));
    }

    @Test
    void aClaimOnTheWayHoldsItsPortInItsOwnSpaceOnly() {
        List<CompletableFuture<Granted>> claims =
                List.of(claim(THERE, "web-01"), claim(THERE, "web-02"), claim(HERE, "web-01"));

        assertThat(claims.stream().map(claim -> node.await(claim).entry().key()))
                .containsExactly(
                        new Key.PortKey(OTHER, 5000),
                        new Key.PortKey(OTHER, 5001),
                        new Key.PortKey(Space.DEFAULT, 5000));
        assertThat(claimsSent()).isEqualTo(3);
    }

    @Test
    void ownCommitsAreKnownInTheirOwnSpaceBeforeTheMirrorShowsThem() {
        node.records.pauseMirror();

        List<Key> ports = new ArrayList<>();
        ports.add(node.await(claim(THERE, "web-01")).entry().key());
        ports.add(node.await(claim(THERE, "web-02")).entry().key());
        ports.add(node.await(claim(HERE, "web-01")).entry().key());

        assertThat(ports)
                .containsExactly(
                        new Key.PortKey(OTHER, 5000),
                        new Key.PortKey(OTHER, 5001),
                        new Key.PortKey(Space.DEFAULT, 5000));
        assertThat(claimsSent()).isEqualTo(3);
    }

    @Test
    void aFullRangeLeavesThePortsOfTheOtherSpaceFree() {
        for (int i = 0; i < 10; i++) {
            node.await(claim(HERE, "web-" + i));
        }

        assertThat(node.awaitRefusal(claim(HERE, "web-10"))).isInstanceOf(Refusal.RangeExhausted.class);
        assertThat(node.await(claim(THERE, "web-10")).entry().key()).isEqualTo(new Key.PortKey(OTHER, 5000));
    }

    private CompletableFuture<Granted> claim(ServiceRef service, String name) {
        return node.offer(service, new Name(name), true, null);
    }

    /** The number of claims that were sent, also of those that conflicted. */
    private long claimsSent() {
        return node.store.mutations().stream()
                .filter(mutation -> mutation.kind() == Mutation.Kind.CLAIM)
                .count();
    }

    @Test
    void aSpaceWithoutRecordsHasNoServices() {
        ServiceRef nowhere = new ServiceRef(new Space("nowhere"), DJANGO);

        assertThat(node.awaitRefusal(offer(nowhere, false, "a-key-of-sixteen")))
                .isEqualTo(new Refusal.ServiceNotFound(DJANGO));
    }

    private Holding holder(Space space) {
        PortStatus found = node.await(node.queries.port(node.caller(), Freshness.LINEARIZABLE, space, 5000))
                .value();
        return (Holding) found.entry().value();
    }

    private List<PortCounts> counts(Space space) {
        return node
                .await(node.queries.services(node.caller(), Freshness.LINEARIZABLE, space, null, 10))
                .value()
                .items()
                .stream()
                .map(ServiceStatus::ports)
                .toList();
    }
}
