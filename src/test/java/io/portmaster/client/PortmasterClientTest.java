package io.portmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portmaster.cluster.FreePort;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.http.HttpNode;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ProblemMembers;
import io.portmaster.wire.RejectionBody;
import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the client with a node's real HTTP side. */
class PortmasterClientTest {
    private static final String KEY = "1b671a64-40d5-491e-99b0-da01ff1f3341";

    private final HttpNode node = new HttpNode();
    private final PortmasterClient client = new PortmasterClient(address(node.port()), Timeouts.USUAL);

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @BeforeEach
    void createService() throws Exception {
        client.services().create(new ServiceDefinitionBody("django", "web", 5000, 5002));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static ProblemException problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(ProblemException.class, call));
    }

    private static Secret secret(Resource<HoldingBody> offer) {
        return Objects.requireNonNull(offer.body().secret());
    }

    @Test
    void aServiceIsMadeReadChangedReplacedAndDeleted() throws Exception {
        Resource<ServiceBody> made = client.services().create(new ServiceDefinitionBody("redis", null, 6000, 6001));
        assertThat(made.body().description()).isNull();

        Resource<ServiceBody> changed =
                client.services().change("redis", new ServiceChangeBody(true, "cache", null, 6009), null);
        assertThat(changed.body().description()).isEqualTo("cache");
        assertThat(changed.body().end()).isEqualTo(6009);
        Resource<ServiceBody> replaced =
                client.services().replace("redis", new ServiceChangeBody(false, null, 6000, 6004), changed.entityTag());
        assertThat(replaced.body().description()).isNull();
        assertThat(client.services().get("redis").body()).isEqualTo(replaced.body());

        client.services().delete("redis", false, null);
        assertThat(problem(() -> client.services().get("redis")).code()).isEqualTo("service-not-found");
    }

    @Test
    void anOfferIsMadeReadAcceptedFoundAndReleased() throws Exception {
        Resource<HoldingBody> offer = client.offers().create("django", "web-1", null);
        assertThat(offer.body()).isInstanceOf(OfferBody.class);
        assertThat(offer.body().port()).isEqualTo(5000);
        assertThat(client.offers().get("django", secret(offer)).body().name()).isEqualTo("web-1");
        assertThat(client.ports().holder(5000).body().state()).isEqualTo("offered");

        Resource<AllocationBody> allocation = client.offers().accept("django", secret(offer));
        assertThat(allocation.replayed()).isFalse();
        assertThat(client.offers().accept("django", secret(offer)).replayed()).isTrue();
        assertThat(client.ports().allocation("django", "web-1"))
                .isEqualTo(client.ports().allocation("django", 5000));

        client.ports()
                .release(
                        "django",
                        5000,
                        client.ports().allocation("django", 5000).entityTag());
        assertThat(problem(() -> client.ports().allocation("django", "web-1")).code())
                .isEqualTo("port-not-found");
    }

    @Test
    void anOfferIsRejectedOrWithdrawn() throws Exception {
        client.offers().reject("django", secret(client.offers().create("django", "web-1", null)));
        client.offers().create("django", "web-1", null);
        client.offers().withdraw("django", "web-1");
        assertThat(client.offers().list("django", Page.Start.first(10)).items()).isEmpty();
    }

    @Test
    void aKeyMakesTheSameAnswerComeAgain() throws Exception {
        Resource<HoldingBody> first = client.offers().create("django", "web-1", KEY);
        Resource<HoldingBody> again = client.offers().create("django", "web-1", KEY);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        client.offers().accept("django", secret(first));
        assertThat(client.offers().create("django", "web-1", KEY).body()).isInstanceOf(AllocationBody.class);
    }

    @Test
    void wishesReachTheNode() throws Exception {
        OfferRequestBody wanted = new OfferRequestBody("web-1")
                .withPort(5001, false)
                .withOfferTtl(77)
                .withLabels(Map.of("host", "10.0.0.7"));
        OfferBody offer =
                (OfferBody) client.offers().create("django", wanted, null).body();
        assertThat(offer.port()).isEqualTo(5001);
        assertThat(offer.ttl()).isEqualTo(77);
        assertThat(offer.labels()).containsEntry("host", "10.0.0.7");
        assertThat(client.offers()
                        .create("django", new OfferRequestBody("web-2").without(List.of(5000)), null)
                        .body()
                        .port())
                .isEqualTo(5002);
        assertThat(client.offers()
                        .list("django", Filter.labelled(Map.of("host", "10.0.0.7")), Page.Start.first(10))
                        .items())
                .extracting(OfferBody::port)
                .containsExactly(5001);
        ProblemException taken =
                problem(() -> client.offers().create("django", new OfferRequestBody("x").withPort(5001, false), null));
        assertThat(taken.problem().members())
                .isEqualTo(new ProblemMembers.TakenPort(5001, "offered", "django", "web-1"));
    }

    @Test
    void aGroupIsOfferedReadAcceptedAndRejected() throws Exception {
        Resource<GroupBody> offered =
                client.offers().createGroup("django", OfferRequestBody.group(List.of("b", "a"), true), null);
        Secret secret = Objects.requireNonNull(offered.body().secret());
        assertThat(offered.body().ports()).containsExactly(new NamedPortBody("b", 5000), new NamedPortBody("a", 5001));
        assertThat(client.offers().getGroup("django", secret).body()).isEqualTo(offered.body());
        client.offers().reject("django", secret);
        Resource<GroupBody> again = client.offers()
                .createGroupAccepted("django", OfferRequestBody.group(List.of("b", "a"), false), KEY, null);
        assertThat(again.body()).isInstanceOf(AllocationGroupBody.class);
        assertThat(client.ports().allocation("django", "a").body().revision())
                .isEqualTo(((AllocationGroupBody) again.body()).revision());
    }

    @Test
    void busyPortsAreReplacedAndCool() throws Exception {
        Secret one = secret(client.offers().create("django", "web-1", null));
        assertThat(client.offers()
                        .next("django", one, RejectionBody.of(5000))
                        .body()
                        .port())
                .isEqualTo(5001);
        client.offers().reject("django", one, RejectionBody.of(5001));
        assertThat(client.ports().cooling("django", Page.Start.first(10)).items())
                .extracting(CoolingBody::port)
                .containsExactly(5000, 5001);
        Resource<PortBody> cooling = client.ports().holder(5000);
        assertThat(cooling.body()).isInstanceOf(CoolingBody.class);
        client.ports().endCooling("django", 5000, cooling.entityTag());
        Secret group = Objects.requireNonNull(client.offers()
                .createGroup("django", OfferRequestBody.group(List.of("a"), false), null)
                .body()
                .secret());
        assertThat(client.offers()
                        .nextOfGroup("django", group, new RejectionBody(List.of(5000)))
                        .body()
                        .ports())
                .containsExactly(new NamedPortBody("a", 5002));
        assertThat(client.ports()
                        .list(Filter.ofService("django"), Page.Start.first(10))
                        .items())
                .extracting(PortBody::state)
                .containsExactly("cooling", "cooling", "offered");
    }

    @Test
    void anAllocationIsPutOnALeaseAndMovedAndTakenOff() throws Exception {
        LeaseBody first = client.leases()
                .create(new LeaseDefinitionBody(60, 20, Map.of("host", "one")))
                .body();
        LeaseBody second = client.leases()
                .create(new LeaseDefinitionBody(60, null, Map.of()))
                .body();
        Secret secret = secret(client.offers().create("django", "web-1", null));
        Resource<AllocationBody> put = client.offers().accept("django", secret, LeaseField.of(first.lease()), null);
        assertThat(put.body().lease()).isEqualTo(first.lease());
        assertThat(Objects.requireNonNull(
                        client.leases().get(first.lease()).body().allocations()))
                .containsExactly(new LeaseBody.LeasedPort("django", "web-1", 5000));
        Resource<AllocationBody> moved =
                client.offers().accept("django", secret, LeaseField.of(second.lease()), put.entityTag());
        assertThat(moved.body().revision()).isEqualTo(put.body().revision());
        assertThat(client.ports()
                        .allocations("django", Filter.onLease(second.lease()), Page.Start.first(10))
                        .items())
                .containsExactly(moved.body());
        assertThat(client.offers()
                        .accept("django", secret, LeaseField.NONE, moved.entityTag())
                        .body()
                        .lease())
                .isNull();
        assertThat(client.leases().renew(first.lease()).body().linger()).isEqualTo(20);
        assertThat(client.leases()
                        .list(Filter.labelled(Map.of("host", "one")), Page.Start.first(10))
                        .items())
                .extracting(LeaseBody::lease)
                .containsExactly(first.lease());
        client.leases().end(first.lease());
        assertThat(problem(() -> client.leases().renew(first.lease())).code()).isEqualTo("lease-not-found");
    }

    @Test
    void anAllocationThatIsAskedForAgainIsMoved() throws Exception {
        String lease = client.leases()
                .create(new LeaseDefinitionBody(60, null, Map.of()))
                .body()
                .lease();
        OfferRequestBody wanted = new OfferRequestBody("web-1");
        Resource<HoldingBody> first = client.offers().createAccepted("django", wanted, KEY, null);
        Resource<HoldingBody> moved = client.offers()
                .createAccepted("django", wanted.withLease(LeaseField.of(lease)), KEY, first.entityTag());
        assertThat(((AllocationBody) moved.body()).lease()).isEqualTo(lease);
    }

    @Test
    void aServiceHasRangesDelaysAndItsOwnOfferTtl() throws Exception {
        PortSet ranges = PortSet.of(new PortRange(6000, 6009), new PortRange(7000, 7009));
        PortSet reserved = PortSet.of(new PortRange(6000, 6001));
        ServiceBody made = client.services()
                .create(new ServiceDefinitionBody("redis", null, 6000, 6001)
                        .withPorts(ranges, reserved)
                        .withTimes(60, 300, 120))
                .body();
        assertThat(made.ranges()).isEqualTo(ranges);
        assertThat(made.reserved()).isEqualTo(reserved);
        assertThat(made.end()).isEqualTo(7009);
        ServiceBody changed = client.services()
                .change(
                        "redis",
                        ServiceChangeBody.NOTHING
                                .withReserved(PortSet.EMPTY)
                                .withDelays(0, null)
                                .withOfferTtl(null),
                        null)
                .body();
        assertThat(changed.reserved()).isEqualTo(PortSet.EMPTY);
        assertThat(changed.reuseDelay()).isZero();
        assertThat(changed.busyDelay()).isEqualTo(300);
        assertThat(changed.offerTtl()).isNull();
    }

    @Test
    void namesArriveAsTheyAre() throws Exception {
        String name = "web@10.0.0.7:8080_x.service";
        client.offers().createAccepted("django", name, null);
        assertThat(client.ports().allocation("django", name).body().name()).isEqualTo(name);
        client.ports().release("django", name);
    }

    @Test
    void listsAreWalkedPageByPage() throws Exception {
        for (int number = 0; number < 3; number++) {
            client.offers().createAccepted("django", "web-" + number, null);
        }
        List<Integer> ports = new ArrayList<>();
        int pages = 0;
        for (Page.Start start = Page.Start.first(2); start != null; pages++) {
            Page<AllocationBody> page = client.ports().allocations("django", start);
            page.items().forEach(item -> ports.add(item.port()));
            start = page.next();
        }
        assertThat(ports).containsExactly(5000, 5001, 5002);
        assertThat(pages).isEqualTo(2);
        assertThat(client.services().list(Page.Start.first(10)).items())
                .extracting(ServiceBody::name)
                .containsExactly("django");
    }

    @Test
    void aNoCarriesTheProblemAsTheNodeWroteIt() throws Exception {
        client.offers().create("django", "web-1", null);
        ProblemException taken = problem(() -> client.offers().create("django", "web-1", null));
        assertThat(taken.problem().status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("name-taken");
        assertThat(taken.problem().members()).isEqualTo(new ProblemMembers.HeldPort(5000, "offered", "web-1"));
        assertThat(taken.requestId()).isNotBlank();
        assertThat(taken).hasMessageStartingWith("409 name-taken: ");
    }

    @Test
    void aChangedServiceIsLeftAloneByWhoSawItBefore() throws Exception {
        String seen = client.services().get("django").entityTag();
        client.services().change("django", new ServiceChangeBody(false, null, null, 5003), null);
        assertThat(problem(() -> client.services()
                                .change("django", new ServiceChangeBody(false, null, null, 5001), seen))
                        .code())
                .isEqualTo("precondition-failed");
        assertThat(problem(() -> client.services().delete("django", true, seen))
                        .problem()
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aServiceInUseIsDeletedByForceAlone() throws Exception {
        client.offers().create("django", "web-1", null);
        assertThat(problem(() -> client.services().delete("django", false, null))
                        .code())
                .isEqualTo("service-in-use");
        client.services().delete("django", true, null);
        assertThat(client.services().list(Page.Start.first(10)).items()).isEmpty();
    }

    @Test
    void staleReadsSayHowOldTheyMayBe() throws Exception {
        assertThat(client.services().get("django").age()).isNull();
        assertThat(client.stale().services().get("django").age()).isNotNull();
    }

    @Test
    void probesSayHowTheNodeIs() throws Exception {
        assertThat(client.probes().alive().status()).isEqualTo("alive");
        assertThat(client.probes().ready().status()).isEqualTo("ready");
        assertThat(client.probes().metrics()).contains("portmaster_up 1");
        node.lack = "etcd does not answer";
        ProblemException unready = problem(client.probes()::ready);
        assertThat(unready.problem().status()).isEqualTo(503);
        assertThat(unready.problem().detail()).contains("etcd does not answer");
    }

    @Test
    void whereNobodyListensTheConnectionFails() {
        PortmasterClient lost = new PortmasterClient(address(FreePort.next()), Timeouts.USUAL);
        assertThatThrownBy(lost.probes()::alive).isInstanceOf(ConnectException.class);
    }

    @Test
    void anAnswerThatNeverComesIsWaitedForAsLongAsWasSaidAndAskedForOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Timeouts brief = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));
            PortmasterClient waiting = new PortmasterClient(address(silent.getLocalPort()), brief);
            assertThatThrownBy(() -> waiting.ports().release("django", "web-1"))
                    .isInstanceOf(HttpTimeoutException.class);
            silent.setSoTimeout(1);
            silent.accept().close();
            assertThatThrownBy(silent::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void whatIsNoAnswerOfTheContractIsNeitherYesNorNo() throws Exception {
        assertUnexpected(
                "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nsorry",
                "502 and sorry");
        assertUnexpected(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "200 and {}");
        assertUnexpected("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "302");
    }

    private static void assertUnexpected(String answer, String words) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread once = new Thread(() -> answerOnce(server, answer));
            once.start();
            PortmasterClient asking = new PortmasterClient(address(server.getLocalPort()), Timeouts.USUAL);
            assertThatThrownBy(() -> asking.offers().accept("django", new Secret("0123456789abcdef0123456789abcdef")))
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessageContaining(words)
                    .hasMessageNotContaining("0123456789abcdef");
            once.join();
        }
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            byte[] request = new byte[4096];
            assertThat(socket.getInputStream().read(request)).isPositive();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read(request)).isLessThanOrEqualTo(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
