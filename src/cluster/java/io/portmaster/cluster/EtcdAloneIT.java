package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** All nodes are killed. What they have promised comes true by etcd alone, neither early nor much too late. */
@Tag(Measured.TAG)
class EtcdAloneIT {
    private static final String SERVICE = "django";
    /** It is long enough to kill both nodes and to read etcd meanwhile, on a busy machine too. */
    private static final int REUSE_DELAY = 5;

    private static final int TTL = 5;
    private static final int LINGER = 5;
    private static final int MANY = 500;
    private static final int GROUP = 20;

    /** The contract's bound: a cooling lasts longer by a fifth at most, 5 s at least. */
    private static final Duration LATER = Duration.ofSeconds(5);

    /** etcd looks for leases that are over twice a second. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** All nodes of one prefix are killed: those of the other tests don't know its keys. */
    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;

    private String prefix;
    private List<NodeProcess> nodes;
    private PortmasterClient client;

    @BeforeAll
    static void startEtcd() {
        etcd = stage.etcd(1);
    }

    private void startNodes(String ofTest) throws ProblemException, IOException {
        prefix = ofTest;
        nodes = stage.nodes(2, etcd.endpoints(), "--prefix", prefix);
        client = nodes.get(0).client();
        client.services().create(new ServiceDefinitionBody(SERVICE, null, 5000, 5999).withTimes(REUSE_DELAY, null, null));
    }

    @Test
    @Execution(CONCURRENT)
    void portCoolsThoughAllNodesWereKilledRightAfterItsRelease() throws ProblemException, IOException {
        startNodes("/released/");
        client.offers().createAccepted(SERVICE, "web-01", null);
        long asked = System.nanoTime();
        client.ports().release(SERVICE, "web-01");
        long answered = System.nanoTime();
        nodes.forEach(NodeProcess::kill);

        KeySpace killed = keys();
        assertThat(killed.instances()).isEmpty();
        assertThat(killed.ports()).isEmpty();
        assertThat(killed.cooling(5000)).isNotNull();
        Gone free = await("the port is free", keys -> keys.coolings().isEmpty());

        assertThat(free.mostSince(asked)).isGreaterThanOrEqualTo(Duration.ofSeconds(REUSE_DELAY));
        assertThat(free.leastSince(answered))
                .isLessThanOrEqualTo(LATER.plusSeconds(REUSE_DELAY).plus(LOOK));
    }

    @Test
    @Execution(CONCURRENT)
    void leaseEndsAndLingersThoughAllNodesWereKilledRightAfterItsLastRenewal() throws ProblemException, IOException {
        startNodes("/renewed/");
        LeaseBody lease = lease();
        allocate(List.of("web-01", "web-02", "web-03"), lease);
        client.ports().release(SERVICE, "web-02");
        long asked = System.nanoTime();
        nodes.get(1).client().leases().renew(lease.lease());
        long answered = System.nanoTime();
        nodes.forEach(NodeProcess::kill);

        assertThat(keys().instances()).hasSize(2);
        Gone ended = await("the names are free", keys -> keys.instances().isEmpty());
        KeySpace lingering = keys();
        assertThat(lingering.ports()).isEmpty();
        assertThat(lingering.cooling(5000)).isNotNull();
        assertThat(lingering.cooling(5002)).isNotNull();
        Gone free = await("the ports are free", keys -> keys.coolings().isEmpty());

        Duration ttl = Duration.ofSeconds(lease.ttl());
        Duration linger = ttl.plusSeconds(LINGER);
        assertThat(ended.mostSince(asked)).isGreaterThanOrEqualTo(ttl);
        assertThat(ended.leastSince(answered)).isLessThanOrEqualTo(ttl.plus(LOOK));
        assertThat(free.mostSince(asked)).isGreaterThanOrEqualTo(linger);
        assertThat(free.leastSince(answered)).isLessThanOrEqualTo(linger.plus(LATER));
        assertThat(keys().leases()).isEmpty();
        assertThat(keys().companions()).isEmpty();
    }

    /** Nobody asks for the end again. */
    @Test
    @Execution(CONCURRENT)
    void whatIsLeftOnALeaseGoesWithItThoughAllNodesWereKilledWhileTheyEndedIt() throws ProblemException, IOException {
        startNodes("/ended/");
        LeaseBody lease = lease();
        for (int group = 0; group < MANY / GROUP; group++) {
            int of = group;
            allocate(
                    IntStream.range(0, GROUP).mapToObj(place -> "web-" + of + "." + place).toList(), lease);
            client.leases().renew(lease.lease());
        }
        long renewed = System.nanoTime();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            try {
                client.leases().end(lease.lease());
            } catch (ProblemException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("some are released", LIMIT, () -> keys().instances().size() < MANY);
        nodes.forEach(NodeProcess::kill);
        assertThat(end.handle((done, failure) -> true).join()).isTrue();
        long killed = System.nanoTime();

        KeySpace left = keys();
        System.out.println("still allocated: " + left.instances().size() + ", cooling: " + left.coolings().size());
        assertThat(left.coolings()).hasSize(MANY);
        Gone ended = await("the names are free", keys -> keys.instances().isEmpty());
        assertThat(ended.leastSince(renewed))
                .isLessThanOrEqualTo(Duration.ofSeconds(lease.ttl()).plus(LOOK));
        Gone free = await("the ports are free", keys -> keys.coolings().isEmpty());

        assertThat(free.leastSince(killed))
                .isLessThanOrEqualTo(Duration.ofSeconds(lease.ttl() + LINGER).plus(LATER));
        assertThat(keys().leases()).isEmpty();
        assertThat(keys().companions()).isEmpty();
    }

    private LeaseBody lease() throws ProblemException, IOException {
        return client.leases().create(new LeaseDefinitionBody(TTL, LINGER, Map.of())).body();
    }

    private void allocate(List<String> names, LeaseBody lease) throws ProblemException, IOException {
        client.offers().createGroupAccepted(
                SERVICE,
                OfferRequestBody.group(names, false).withLease(LeaseField.of(lease.lease())),
                null,
                null);
    }

    /** Waits for a state of the keys. They are in order all the while. */
    private Gone await(String what, Predicate<KeySpace> state) {
        return Gone.await(what, LIMIT, () -> {
            KeySpace keys = keys();
            assertThat(Invariants.violations(keys)).isEmpty();
            return state.test(keys);
        });
    }

    private KeySpace keys() {
        return KeySpace.read(etcd.client(), prefix);
    }
}
