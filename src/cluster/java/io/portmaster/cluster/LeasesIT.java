package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseBody;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leases of clients, on a real etcd. The first node speaks with etcd through a proxy. */
class LeasesIT {
    private static final String PREFIX = "/leases/";
    private static final String DJANGO = "django";
    private static final String REVOKE = "etcdserverpb.Lease/LeaseRevoke";
    private static final int MANY = 500;
    private static final int GROUP = 20;
    private static final int LONG = 600;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private EtcdCluster etcd;
    private GrpcProxy proxy;
    private NodeProcess first;
    private PortmasterClient client;
    private PortmasterClient other;

    @BeforeEach
    void start() {
        etcd = stage.etcd(1);
        proxy = stage.grpcProxy(etcd.endpoints());
        first = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX).get(0);
        client = first.client();
        other = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0).client();
    }

    private void createDjango(int start, int end, int reuseDelay) throws ProblemException, IOException {
        client.services().create(
                new ServiceDefinitionBody(DJANGO, null, start, end).withTimes(reuseDelay, null, null));
    }

    private String lease(int ttl, int linger) throws ProblemException, IOException {
        return client.leases().create(new LeaseDefinitionBody(ttl, linger, Map.of()))
                .body()
                .lease();
    }

    private HoldingBody allocate(String name, String lease) throws ProblemException, IOException {
        return client.offers().createAccepted(
                        DJANGO, new OfferRequestBody(name).withLease(LeaseField.of(lease)), null, null)
                .body();
    }

    private void allocateMany(String lease) throws ProblemException, IOException {
        for (int group = 0; group < MANY / GROUP; group++) {
            int of = group;
            List<String> names = IntStream.range(0, GROUP)
                    .mapToObj(place -> "web-" + of + "." + place)
                    .toList();
            client.offers().createGroupAccepted(
                    DJANGO, OfferRequestBody.group(names, false).withLease(LeaseField.of(lease)), null, null);
        }
    }

    private List<CoolingBody> cooling() throws ProblemException, IOException {
        return other.ports().cooling(DJANGO, Page.Start.first(Page.Start.MOST)).items();
    }

    private int allocations(String lease) throws ProblemException, IOException {
        return other.ports().list(Filter.onLease(lease), Page.Start.first(Page.Start.MOST))
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

    private void assertThatNothingIsWrong() {
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
    }

    @Test
    void fiveHundredAllocationsAreRenewedByOneRequestAndEndedByOne() throws ProblemException, IOException {
        createDjango(5000, 5999, LONG);
        String lease = lease(60, LONG);
        allocateMany(lease);
        assertThat(allocations(lease)).isEqualTo(MANY);
        LeaseBody before = other.leases().get(lease).body();
        assertThat(before.allocations()).hasSize(MANY);
        Await.until("some of its time has passed", LIMIT, () -> left(lease) < 58);

        client.leases().renew(lease);
        assertThat(left(lease)).isGreaterThanOrEqualTo(58);
        int transactions = proxy.calls(GrpcProxy.TXN);
        client.leases().end(lease);

        // The barriers are transactions too. One for each release would be more than 500.
        assertThat(proxy.calls(GrpcProxy.TXN) - transactions).isLessThan(100);
        assertThat(cooling()).hasSize(MANY).allMatch(port -> port.reason().equals("released"));
        assertThat(keys("_leases/")).isEmpty();
        assertLeaseNotFound(() -> other.leases().get(lease));
        assertThatNothingIsWrong();
    }

    @Test
    void endGoesOnAtAnotherNodeWhenItsNodeIsKilledInTheMiddle() throws ProblemException, IOException {
        createDjango(5000, 5999, LONG);
        String lease = lease(60, LONG);
        allocateMany(lease);

        CompletableFuture<Void> end = askedToEnd(lease);
        Await.until("the end has begun", LIMIT, () -> keys("_leases/").contains("\"ending\":true"));
        first.kill();

        assertThat(end.handle((done, failure) -> failure).join()).isNotNull();
        assertThat(keys("_leases/" + lease)).contains("\"ending\":true");
        other.leases().end(lease);
        assertThat(cooling()).hasSize(MANY).allMatch(port -> port.reason().equals("released"));
        assertThat(keys("_leases/")).isEmpty();
        assertThatNothingIsWrong();
    }

    /** The node's revokes don't arrive. */
    @Test
    void endGoesOnAtAnotherNodeWhenItsNodeIsKilledBeforeTheRevoke() throws ProblemException, IOException {
        createDjango(5000, 5009, LONG);
        String lease = lease(60, LONG);
        allocate("web-01", lease);
        proxy.tamper(REVOKE, request -> new byte[0]);

        CompletableFuture<Void> end = askedToEnd(lease);
        Await.until("all is released", LIMIT, () -> keys("default/instances/").isEmpty());
        first.kill();

        assertThat(end.handle((done, failure) -> failure).join()).isNotNull();
        assertLeaseNotFound(() -> other.leases().renew(lease));
        other.leases().end(lease);
        assertThat(cooling()).singleElement().satisfies(port -> assertThat(port.reason())
                .isEqualTo("released"));
        assertThat(keys("_leases/")).isEmpty();
        assertThatNothingIsWrong();
    }

    private CompletableFuture<Void> askedToEnd(String lease) {
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
    void endedLeaseStaysEndedAndItsPortComesFreeInTime() throws ProblemException, IOException {
        createDjango(5000, 5000, 0);
        String lease = lease(5, 5);
        allocate("web-01", lease);
        Await.until("it has ended", LIMIT, () -> keys("default/ports/").isEmpty());
        long ended = System.nanoTime();

        for (int time = 0; time < 3; time++) {
            assertLeaseNotFound(() -> client.leases().renew(lease));
            assertLeaseNotFound(() -> other.leases().end(lease));
        }
        assertThat(cooling()).singleElement().satisfies(port -> assertThat(port.reason())
                .isEqualTo("lease-ended"));
        assertThatThrownBy(() -> other.offers().create(DJANGO, "web-02", null)).isInstanceOf(ProblemException.class);
        Await.until("it has lingered", LIMIT, () -> keys("default/cooling/").isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - ended))
                .isBetween(Duration.ofMillis(3_500), Duration.ofSeconds(10));
        assertThat(other.offers().create(DJANGO, "web-02", null).body().port()).isEqualTo(5000);
        assertThatNothingIsWrong();
    }

    /** The sender of both keep-alives has given up 5 s ago. */
    @Test
    void lateKeepAliveOfAnEndedLeaseLetsItsPortComeFreeLaterButNeverEarlier() throws ProblemException, IOException {
        createDjango(5000, 5000, 0);
        String lease = lease(5, 8);
        allocate("web-01", lease);
        Await.until("it has ended", LIMIT, () -> keys("default/ports/").isEmpty());
        Await.pass(Duration.ofSeconds(5));

        keepAlive(Long.parseLong(lease, 16) + 1);
        keepAlive(Long.parseLong(lease, 16));

        long late = System.nanoTime();
        assertLeaseNotFound(() -> client.leases().renew(lease));
        assertThat(keys("default/ports/")).isEmpty();
        Await.until("it has lingered", LIMIT, () -> keys("default/cooling/").isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - late))
                .isBetween(Duration.ofSeconds(12), Duration.ofSeconds(18));
        assertThat(other.offers().create(DJANGO, "web-02", null).body().port()).isEqualTo(5000);
    }

    private void keepAlive(long lease) {
        etcd.client().getLeaseClient().keepAliveOnce(lease).handle((answer, failure) -> true).join();
    }

    @Test
    void numbersOfOtherLeasesAreNotFoundAndNothingHappensToThem() throws ProblemException, IOException {
        createDjango(5000, 5009, 0);
        String lease = lease(60, LONG);
        HoldingBody offer = client.offers().create(DJANGO, "web-01", null).body();
        etcd.client().getLeaseClient().grant(3_600).join();
        Set<String> leases = etcd.leases();

        for (String number : leases) {
            String padded = "0".repeat(16 - number.length()) + number;
            if (!padded.equals(lease)) {
                assertLeaseNotFound(() -> client.leases().renew(padded));
                assertLeaseNotFound(() -> client.leases().end(padded));
            }
        }

        assertThat(leases).hasSizeGreaterThanOrEqualTo(5);
        assertThat(etcd.leases()).containsAll(leases);
        assertThat(other.offers().list(DJANGO, Page.Start.first(1)).items())
                .singleElement()
                .satisfies(open -> assertThat(open.port()).isEqualTo(offer.port()));
        assertThat(client.leases().renew(lease).body().lease()).isEqualTo(lease);
    }

    private String keys(String under) {
        return etcd.ctl("get", "--prefix", PREFIX + under).strip();
    }

    /** Seconds that etcd gives the lease. */
    private long left(String lease) {
        String told = etcd.ctl("lease", "timetolive", lease);
        return Long.parseLong(told.replaceFirst("(?s).*remaining\\((\\d+)s\\).*", "$1"));
    }
}
