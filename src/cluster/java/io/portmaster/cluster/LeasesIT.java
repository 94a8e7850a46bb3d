package io.portmaster.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Leases of clients, on a real etcd. All tests share it, and one node. Each has a service of its own, and a node of its own if it
 * kills it or counts its calls.
 */
class LeasesIT {
    private static final String PREFIX = "/leases/";
    private static final String REVOKE = "etcdserverpb.Lease/LeaseRevoke";
    private static final int MANY = 500;
    private static final int GROUP = 20;
    private static final int LONG = 600;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;
    private static PortmasterClient shared;

    @BeforeAll
    static void start() {
        etcd = stage.etcd(1);
        shared = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0).client();
    }

    @AfterAll
    static void nothingIsWrong() {
        ProgramRun check = stage.check(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(check.status()).as(check.toString()).isZero();
    }

    @Test
    @Execution(CONCURRENT)
    void fiveHundredAllocationsAreRenewedByOneRequestAndEndedByOne() throws ProblemException, IOException {
        createService("many", 5000, 5999, LONG);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        PortmasterClient client = node(proxy.endpoint()).client();
        String lease = lease(client, 60, LONG);
        allocateMany(client, "many", lease);
        assertThat(allocations(lease)).isEqualTo(MANY);
        assertThat(shared.leases().get(lease).body().allocations()).hasSize(MANY);
        Await.until("some of its time has passed", LIMIT, () -> left(lease) < 58);

        long before = System.nanoTime();
        client.leases().renew(lease);
        Duration left = Duration.ofSeconds(left(lease));
        Duration passed = Duration.ofNanos(System.nanoTime() - before);
        assertThat(left).as("rounded down").isGreaterThan(Duration.ofSeconds(59).minus(passed));
        int transactions = proxy.calls(GrpcProxy.TXN);
        client.leases().end(lease);

        // The barriers are transactions too. One for each release would be more than 500.
        assertThat(proxy.calls(GrpcProxy.TXN) - transactions).isLessThan(100);
        assertThat(cooling("many")).hasSize(MANY).allMatch(port -> port.reason().equals("released"));
        assertThat(anchors(lease)).isEmpty();
        assertLeaseNotFound(() -> shared.leases().get(lease));
    }

    @Test
    @Execution(CONCURRENT)
    void endGoesOnAtAnotherNodeWhenItsNodeIsKilledInTheMiddle() throws ProblemException, IOException {
        createService("killed", 6000, 6999, LONG);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess node = node(proxy.endpoint());
        String lease = lease(node.client(), 60, LONG);
        allocateMany(node.client(), "killed", lease);
        muteInTheMiddleOfAnEnd(proxy);

        CompletableFuture<Void> end = askedToEnd(node.client(), lease);
        Await.until("the end has begun", LIMIT, () -> anchors(lease).contains("\"ending\":true"));
        node.kill();

        assertThat(end.handle((done, failure) -> failure).join()).isNotNull();
        assertThat(anchors(lease)).contains("\"ending\":true");
        shared.leases().end(lease);
        assertThat(cooling("killed")).hasSize(MANY).allMatch(port -> port.reason().equals("released"));
        assertThat(anchors(lease)).isEmpty();
    }

    /** Holds back etcd's answers a few transactions after an end has begun. The releases take more, however quick they are. */
    private static void muteInTheMiddleOfAnEnd(GrpcProxy proxy) {
        AtomicInteger since = new AtomicInteger();
        proxy.tamper(GrpcProxy.TXN, request -> {
            boolean begun = since.get() > 0 || new String(request, UTF_8).contains("\"ending\":true");
            if (begun && since.incrementAndGet() == 3) {
                proxy.mute(GrpcProxy.TXN);
            }
            return request;
        });
    }

    /** The node's revokes don't arrive. */
    @Test
    @Execution(CONCURRENT)
    void endGoesOnAtAnotherNodeWhenItsNodeIsKilledBeforeTheRevoke() throws ProblemException, IOException {
        createService("unrevoked", 7000, 7009, LONG);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess node = node(proxy.endpoint());
        String lease = lease(node.client(), 60, LONG);
        allocate(node.client(), "unrevoked", lease);
        proxy.tamper(REVOKE, request -> new byte[0]);

        CompletableFuture<Void> end = askedToEnd(node.client(), lease);
        Await.until("all is released", LIMIT, () -> keys("default/instances/unrevoked/")
                .isEmpty());
        node.kill();

        assertThat(end.handle((done, failure) -> failure).join()).isNotNull();
        assertLeaseNotFound(() -> shared.leases().renew(lease));
        shared.leases().end(lease);
        assertThat(cooling("unrevoked")).singleElement().satisfies(port -> assertThat(port.reason())
                .isEqualTo("released"));
        assertThat(anchors(lease)).isEmpty();
    }

    private static CompletableFuture<Void> askedToEnd(PortmasterClient client, String lease) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.leases().end(lease);
            } catch (ProblemException | IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Nobody renews it in time. */
    @Test
    @Execution(CONCURRENT)
    void endedLeaseStaysEndedAndItsPortComesFreeInTime() throws ProblemException, IOException {
        createService("ended", 7100, 7100, 0);
        String lease = lease(shared, 5, 5);
        allocate(shared, "ended", lease);
        Gone ended = awaitGone("default/ports/07100");

        for (int time = 0; time < 3; time++) {
            assertLeaseNotFound(() -> shared.leases().renew(lease));
            assertLeaseNotFound(() -> shared.leases().end(lease));
        }
        assertThat(cooling("ended")).singleElement().satisfies(port -> assertThat(port.reason())
                .isEqualTo("lease-ended"));
        assertThatThrownBy(() -> shared.offers().create("ended", "web-02", null)).isInstanceOf(ProblemException.class);
        Gone free = awaitGone("default/cooling/07100");

        assertThat(free.mostSince(ended.after())).isGreaterThanOrEqualTo(Duration.ofMillis(3_500));
        assertThat(free.leastSince(ended.by())).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(shared.offers().create("ended", "web-02", null).body().port()).isEqualTo(7100);
    }

    /** The sender of both keep-alives has given up 5 s ago. */
    @Test
    @Execution(CONCURRENT)
    void lateKeepAliveOfAnEndedLeaseLetsItsPortComeFreeLaterButNeverEarlier() throws ProblemException, IOException {
        createService("kept", 7200, 7200, 0);
        String lease = lease(shared, 5, 12);
        allocate(shared, "kept", lease);
        awaitGone("default/ports/07200");
        Await.pass(Duration.ofSeconds(5));

        long sent = System.nanoTime();
        keepAlive(Long.parseLong(lease, 16) + 1);
        keepAlive(Long.parseLong(lease, 16));

        long arrived = System.nanoTime();
        assertLeaseNotFound(() -> shared.leases().renew(lease));
        assertThat(keys("default/ports/07200")).isEmpty();
        Gone free = awaitGone("default/cooling/07200");
        assertThat(free.mostSince(sent)).isGreaterThanOrEqualTo(Duration.ofSeconds(16));
        assertThat(free.leastSince(arrived)).isLessThanOrEqualTo(Duration.ofSeconds(22));
        assertThat(shared.offers().create("kept", "web-02", null).body().port()).isEqualTo(7200);
    }

    private static Gone awaitGone(String under) {
        return Gone.await(under + " has gone", LIMIT, () -> keys(under).isEmpty());
    }

    private static void keepAlive(long lease) {
        etcd.client().getLeaseClient().keepAliveOnce(lease).handle((answer, failure) -> true).join();
    }

    /** It has an etcd of its own, since it tries all leases of it. */
    @Test
    @Execution(CONCURRENT)
    void numbersOfOtherLeasesAreNotFoundAndNothingHappensToThem() throws ProblemException, IOException {
        EtcdCluster own = stage.etcd(1);
        PortmasterClient client = node(own.endpoints()).client();
        client.services().create(new ServiceDefinitionBody("django", null, 5000, 5009));
        String lease = lease(client, 60, LONG);
        HoldingBody offer = client.offers().create("django", "web-01", null).body();
        own.client().getLeaseClient().grant(3_600).join();
        Set<String> leases = own.leases();

        for (String number : leases) {
            String padded = "0".repeat(16 - number.length()) + number;
            if (!padded.equals(lease)) {
                assertLeaseNotFound(() -> client.leases().renew(padded));
                assertLeaseNotFound(() -> client.leases().end(padded));
            }
        }

        assertThat(leases).hasSizeGreaterThanOrEqualTo(4);
        assertThat(own.leases()).containsAll(leases);
        assertThat(client.offers().list("django", Page.Start.first(1)).items())
                .singleElement()
                .satisfies(open -> assertThat(open.port()).isEqualTo(offer.port()));
        assertThat(client.leases().renew(lease).body().lease()).isEqualTo(lease);
    }

    private static NodeProcess node(String endpoint) {
        return stage.nodes(1, endpoint, "--prefix", PREFIX).get(0);
    }

    private static void createService(String name, int start, int end, int reuseDelay)
            throws ProblemException, IOException {
        shared.services().create(new ServiceDefinitionBody(name, null, start, end).withTimes(reuseDelay, null, null));
    }

    private static String lease(PortmasterClient client, int ttl, int linger) throws ProblemException, IOException {
        return client.leases().create(new LeaseDefinitionBody(ttl, linger, Map.of()))
                .body()
                .lease();
    }

    private static void allocate(PortmasterClient client, String service, String lease)
            throws ProblemException, IOException {
        client.offers().createAccepted(service, new OfferRequestBody("web-01").withLease(LeaseField.of(lease)), null, null);
    }

    private static void allocateMany(PortmasterClient client, String service, String lease)
            throws ProblemException, IOException {
        for (int group = 0; group < MANY / GROUP; group++) {
            int of = group;
            List<String> names = IntStream.range(0, GROUP)
                    .mapToObj(place -> "web-" + of + "." + place)
                    .toList();
            client.offers().createGroupAccepted(
                    service, OfferRequestBody.group(names, false).withLease(LeaseField.of(lease)), null, null);
        }
    }

    private static List<CoolingBody> cooling(String service) throws ProblemException, IOException {
        return shared.ports().cooling(service, Page.Start.first(Page.Start.MOST)).items();
    }

    private static int allocations(String lease) throws ProblemException, IOException {
        return shared.ports().list(Filter.onLease(lease), Page.Start.first(Page.Start.MOST))
                .items()
                .size();
    }

    private static void assertLeaseNotFound(Request request) {
        assertThatThrownBy(request::send)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                                problem.problem().code())
                        .isEqualTo("lease-not-found"));
    }

    private interface Request {
        void send() throws ProblemException, IOException;
    }

    /** The anchors of the lease and of its companion. */
    private static String anchors(String lease) {
        return keys("_leases/" + lease);
    }

    private static String keys(String under) {
        return etcd.ctl("get", "--prefix", PREFIX + under).strip();
    }

    /** Seconds that etcd gives the lease. */
    private static long left(String lease) {
        String told = etcd.ctl("lease", "timetolive", lease);
        return Long.parseLong(told.replaceFirst("(?s).*remaining\\((\\d+)s\\).*", "$1"));
    }
}
