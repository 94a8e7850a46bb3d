package io.portmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portmaster.domain.Secret;
import io.portmaster.http.HttpNode;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.ProblemMembers;
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
        client.createService(new ServiceDefinitionBody("django", "web", 5000, 5002));
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
        Resource<ServiceBody> made = client.createService(new ServiceDefinitionBody("redis", null, 6000, 6001));
        assertThat(made.body().description()).isNull();

        Resource<ServiceBody> changed =
                client.changeService("redis", new ServiceChangeBody(true, "cache", null, 6009), null);
        assertThat(changed.body().description()).isEqualTo("cache");
        assertThat(changed.body().end()).isEqualTo(6009);
        Resource<ServiceBody> replaced =
                client.replaceService("redis", new ServiceChangeBody(false, null, 6000, 6004), changed.entityTag());
        assertThat(replaced.body().description()).isNull();
        assertThat(client.service("redis").body()).isEqualTo(replaced.body());

        client.deleteService("redis", false, null);
        assertThat(problem(() -> client.service("redis")).code()).isEqualTo("service-not-found");
    }

    @Test
    void anOfferIsMadeReadAcceptedFoundAndReleased() throws Exception {
        Resource<HoldingBody> offer = client.offer("django", "web-1", null);
        assertThat(offer.body()).isInstanceOf(OfferBody.class);
        assertThat(offer.body().port()).isEqualTo(5000);
        assertThat(client.offer("django", secret(offer)).body().name()).isEqualTo("web-1");
        assertThat(client.holder(5000).body().state()).isEqualTo("offered");

        Resource<AllocationBody> allocation = client.accept("django", secret(offer));
        assertThat(allocation.replayed()).isFalse();
        assertThat(client.accept("django", secret(offer)).replayed()).isTrue();
        assertThat(client.allocation("django", "web-1")).isEqualTo(client.allocation("django", 5000));

        client.release("django", 5000, client.allocation("django", 5000).entityTag());
        assertThat(problem(() -> client.allocation("django", "web-1")).code()).isEqualTo("port-not-found");
    }

    @Test
    void anOfferIsRejectedOrWithdrawn() throws Exception {
        client.reject("django", secret(client.offer("django", "web-1", null)));
        client.offer("django", "web-1", null);
        client.withdraw("django", "web-1");
        assertThat(client.offers("django", Page.Start.first(10)).items()).isEmpty();
    }

    @Test
    void aKeyMakesTheSameAnswerComeAgain() throws Exception {
        Resource<HoldingBody> first = client.offer("django", "web-1", KEY);
        Resource<HoldingBody> again = client.offer("django", "web-1", KEY);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        client.accept("django", secret(first));
        assertThat(client.offer("django", "web-1", KEY).body()).isInstanceOf(AllocationBody.class);
    }

    @Test
    void namesArriveAsTheyAre() throws Exception {
        String name = "web@10.0.0.7:8080_x.service";
        client.offerAccepted("django", name, null);
        assertThat(client.allocation("django", name).body().name()).isEqualTo(name);
        client.release("django", name);
    }

    @Test
    void listsAreWalkedPageByPage() throws Exception {
        for (int number = 0; number < 3; number++) {
            client.offerAccepted("django", "web-" + number, null);
        }
        List<Integer> ports = new ArrayList<>();
        int pages = 0;
        for (Page.Start start = Page.Start.first(2); start != null; pages++) {
            Page<AllocationBody> page = client.allocations("django", start);
            page.items().forEach(item -> ports.add(item.port()));
            start = page.next();
        }
        assertThat(ports).containsExactly(5000, 5001, 5002);
        assertThat(pages).isEqualTo(2);
        assertThat(client.services(Page.Start.first(10)).items())
                .extracting(ServiceBody::name)
                .containsExactly("django");
    }

    @Test
    void aNoCarriesTheProblemAsTheNodeWroteIt() throws Exception {
        client.offer("django", "web-1", null);
        ProblemException taken = problem(() -> client.offer("django", "web-1", null));
        assertThat(taken.problem().status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("name-taken");
        assertThat(taken.problem().members()).isEqualTo(new ProblemMembers.HeldPort(5000, "offered"));
        assertThat(taken.requestId()).isNotBlank();
        assertThat(taken).hasMessageStartingWith("409 name-taken: ");
    }

    @Test
    void aChangedServiceIsLeftAloneByWhoSawItBefore() throws Exception {
        String seen = client.service("django").entityTag();
        client.changeService("django", new ServiceChangeBody(false, null, null, 5003), null);
        assertThat(problem(() -> client.changeService("django", new ServiceChangeBody(false, null, null, 5001), seen))
                        .code())
                .isEqualTo("precondition-failed");
        assertThat(problem(() -> client.deleteService("django", true, seen))
                        .problem()
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aServiceInUseIsDeletedByForceAlone() throws Exception {
        client.offer("django", "web-1", null);
        assertThat(problem(() -> client.deleteService("django", false, null)).code())
                .isEqualTo("service-in-use");
        client.deleteService("django", true, null);
        assertThat(client.services(Page.Start.first(10)).items()).isEmpty();
    }

    @Test
    void staleReadsSayHowOldTheyMayBe() throws Exception {
        assertThat(client.service("django").age()).isNull();
        assertThat(client.stale().service("django").age()).isNotNull();
    }

    @Test
    void probesSayHowTheNodeIs() throws Exception {
        assertThat(client.alive().status()).isEqualTo("alive");
        assertThat(client.ready().status()).isEqualTo("ready");
        assertThat(client.metrics()).contains("portmaster_up 1");
        node.lack = "etcd does not answer";
        ProblemException unready = problem(client::ready);
        assertThat(unready.problem().status()).isEqualTo(503);
        assertThat(unready.problem().detail()).contains("etcd does not answer");
    }

    @Test
    void whereNobodyListensTheConnectionFails() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PortmasterClient lost = new PortmasterClient(address(port), Timeouts.USUAL);
        assertThatThrownBy(lost::alive).isInstanceOf(ConnectException.class);
    }

    @Test
    void anAnswerThatNeverComesIsWaitedForAsLongAsWasSaidAndAskedForOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Timeouts brief = new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300));
            PortmasterClient waiting = new PortmasterClient(address(silent.getLocalPort()), brief);
            assertThatThrownBy(() -> waiting.release("django", "web-1")).isInstanceOf(HttpTimeoutException.class);
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
            assertThatThrownBy(() -> asking.accept("django", new Secret("0123456789abcdef0123456789abcdef")))
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
