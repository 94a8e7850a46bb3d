package io.portmaster.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** HAProxy with the configuration of {@code deploy/}. */
class LoadBalancerIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @Execution(CONCURRENT)
    void withOneEtcdMemberAndOneNodeStoppedTheWalkThroughWorks() throws IOException {
        EtcdCluster etcd = stage.etcd(3);
        List<NodeProcess> nodes = stage.nodes(3, etcd.endpoints());
        HaproxyProcess haproxy =
                stage.haproxy(nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
        haproxy.api()
                .post(
                        "/v1/services",
                        "{\"name\":\"django\",\"description\":\"Django service\",\"start\":5000,\"end\":10000}")
                .expect(201);
        walkThrough(haproxy.api(), "web-01", 5000);

        etcd.member(0).stop();
        nodes.get(0).askToEnd();
        nodes.get(0).awaitExit();
        walkThrough(haproxy.api(), "web-02", 5000);

        etcd.member(0).start();
        etcd.awaitHealth();
        etcd.member(1).kill();
        nodes.get(0).start();
        nodes.get(0).awaitReady();
        nodes.get(1).kill();
        walkThrough(haproxy.api(), "web-03", 5000);
    }

    @Test
    @Execution(CONCURRENT)
    void withOneEtcdMemberAndOneNodeFrozenTheWalkThroughWorksOnceHaproxyHasNoticed() throws IOException {
        EtcdCluster etcd = stage.etcd(3);
        List<NodeProcess> nodes = stage.nodes(3, etcd.endpoints());
        HaproxyProcess haproxy =
                stage.haproxy(nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
        new Operator(haproxy.client()).create("django", 5000, 10_000);

        etcd.member(1).freeze();
        nodes.get(2).freeze();
        long start = System.nanoTime();
        AtomicInteger inARow = new AtomicInteger();
        Await.until(
                "HAProxy and the nodes have noticed",
                LIMIT,
                () -> (isServed(haproxy) ? inARow.incrementAndGet() : inARow.getAndSet(0)) == 20);
        System.out.println("served again after " + Duration.ofNanos(System.nanoTime() - start));
        walkThrough(haproxy.api(), "web-01", 5000);
    }

    private static boolean isServed(HaproxyProcess haproxy) {
        try {
            return haproxy.api().get("/v1/services").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The README's: offer, look, accept, find, release. */
    private static void walkThrough(PlainHttp api, String name, int port) throws IOException {
        HttpReply offer = api.post("/v1/services/django/offers", "{\"name\":\"" + name + "\"}")
                .expect(201);
        assertThat(offer.json().path("port").asInt()).isEqualTo(port);
        String path =
                "/v1/services/django/offers/" + offer.json().path("secret").asText();
        assertThat(api.get(path).expect(200).json().path("state").asText()).isEqualTo("offered");
        HttpReply allocation = api.post(path + "/accept", null).expect(201);
        assertThat(allocation.json().path("state").asText()).isEqualTo("allocated");
        HttpReply found = api.get("/v1/services/django/ports/" + name).expect(200);
        assertThat(found.json().path("port").asInt()).isEqualTo(port);
        api.delete("/v1/services/django/ports/" + name).expect(204);
        assertThat(api.get("/v1/services/django/ports/" + name).code()).isEqualTo("port-not-found");
    }

    @Test
    @Execution(CONCURRENT)
    void withNoNodeReadyItSaysSoInAProblemOfItsOwn() throws IOException {
        HaproxyProcess haproxy = stage.haproxy(
                Stream.generate(() -> "127.0.0.1:" + FreePort.next()).limit(3).toList());
        Await.until("no node is left", LIMIT, () -> Stream.of(1, 2, 3)
                .allMatch(number -> haproxy.log().contains("nodes/node" + number + " is DOWN")));

        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            HttpReply reply = haproxy.api().send(method, "/v1/services/django", null);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("store-unavailable");
            assertThat(reply.json().path("type").asText()).isEqualTo("urn:portmaster:problem:store-unavailable");
            assertThat(reply.json().path("status").asInt()).isEqualTo(503);
            assertThat(reply.json().path("instance").asText()).isEqualTo("/v1/services/django");
            assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void withoutEtcdOnlyReadsWithTheFlagStaleReachANode() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        NodeProcess node = stage.nodes(1, etcd.endpoints()).get(0);
        HaproxyProcess haproxy =
                stage.haproxy(List.of(node.address(), "127.0.0.1:" + FreePort.next(), "127.0.0.1:" + FreePort.next()));
        haproxy.awaitNode();
        new Operator(haproxy.client()).create("django", 5000, 10_000);

        etcd.member(0).freeze();
        Await.until("no node is ready", LIMIT, () -> haproxy.log().contains("nodes/node1 is DOWN"));

        for (String flag : List.of("?stale", "?limit=5&stale=", "?stale=1", "?stale=True&limit=5")) {
            HttpReply read = haproxy.api().get("/v1/services" + flag);
            assertThat(read.status()).as(flag).isEqualTo(200);
            assertThat(read.header("Portmaster-Stale")).as(flag).matches("[0-9]+");
        }
        for (String flag : List.of("", "?stale=0", "?stale=false", "?unstale", "?x=stale")) {
            HttpReply refused = haproxy.api().get("/v1/services/django" + flag);
            assertThat(refused.code()).as(flag).isEqualTo("store-unavailable");
            assertThat(refused.json().path("detail").asText()).as(flag).startsWith("no node is ready");
        }
        HttpReply change = haproxy.api().send("DELETE", "/v1/services/django?stale", null);
        assertThat(change.json().path("detail").asText()).startsWith("no node is ready");
    }

    @Test
    @Execution(CONCURRENT)
    void aGetThatGotNoAnswerIsAskedAgainAndNothingElseIs() throws IOException {
        List<SilentNode> nodes =
                Stream.generate(() -> stage.keep(new SilentNode())).limit(3).toList();
        HaproxyProcess haproxy =
                stage.haproxy(nodes.stream().map(SilentNode::address).toList());
        haproxy.awaitNode();

        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            // HAProxy closes the client's connection too if that was used before, so each request has a new one.
            HttpReply reply = haproxy.api().anew().send(method, "/v1/services/django/offers/x", "{}");

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("outcome-unknown");
            assertThat(reply.header("Retry-After")).isNotNull();
            assertThat(taken(nodes, method)).as(method).isEqualTo(1);
        }
        HttpReply read = haproxy.api().anew().get("/v1/services/django/offers/x");
        assertThat(read.code()).isEqualTo("store-unavailable");
        assertThat(taken(nodes, "GET")).isGreaterThan(1);
    }

    @Test
    @Execution(CONCURRENT)
    void aRequestThatComesTooSlowlyGetsNoFurtherThanHaproxy() throws IOException {
        List<SilentNode> nodes =
                Stream.generate(() -> stage.keep(new SilentNode())).limit(3).toList();
        HaproxyProcess haproxy =
                stage.haproxy(nodes.stream().map(SilentNode::address).toList());
        haproxy.awaitNode();
        String head = "POST /v1/services HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n";

        try (Socket inTheHead = connect(haproxy);
                Socket inTheBody = connect(haproxy)) {
            inTheHead.getOutputStream().write(head.getBytes(ISO_8859_1));
            inTheBody.getOutputStream().write((head + "\r\n{").getBytes(ISO_8859_1));

            // Before 3.2 HAProxy has a page of its own for what goes wrong in a head.
            assertThat(answer(inTheHead)).startsWith("HTTP/1.1 408 ");
            assertThat(answer(inTheBody)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request-timeout\"");
        }
        assertThat(taken(nodes, "POST")).isZero();
    }

    @Test
    @Execution(CONCURRENT)
    void whoeverSendsTooMuchHearsSoThroughHaproxy() throws IOException {
        String node = stage.nodes(1, SharedEtcd.get().endpoints(), "--prefix", "/early-answer/")
                .get(0)
                .address();
        HaproxyProcess haproxy = stage.haproxy(List.of(node, node, node));
        haproxy.awaitNode();
        String head = "POST /v1/services HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        String body = "x".repeat(2_000_000);
        String length = "Content-Length: " + body.length() + "\r\n\r\n" + body;
        String chunks = "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n";

        for (int i = 0; i < 100; i++) {
            assertThat(answerTo(haproxy, head + length)).contains("HTTP/1.1 413 ", "\"code\":\"body-too-large\"");
            assertThat(answerTo(haproxy, head + chunks)).contains("HTTP/1.1 413 ", "\"code\":\"body-too-large\"");
            assertThat(answerTo(haproxy, head + "X: " + "y".repeat(17_000) + "\r\n" + length))
                    .contains("HTTP/1.1 431 ", "\"code\":\"headers-too-large\"");
        }
        assertThat(answerTo(haproxy, head + "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"body-too-large\"", "\"instance\":\"/v1/services\"");
    }

    /** Sends the whole request before it reads anything. */
    private static String answerTo(HaproxyProcess haproxy, String request) throws IOException {
        try (Socket socket = connect(haproxy)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            for (int c = 0; c >= 0 && c != '}'; c = socket.getInputStream().read()) {
                answer.append((char) c);
            }
            return answer.substring(1);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aReleaseByNumberThatGotNoAnswerIsNotToBeSentAgainBlindly() throws IOException {
        List<SilentNode> nodes =
                Stream.generate(() -> stage.keep(new SilentNode())).limit(3).toList();
        HaproxyProcess haproxy =
                stage.haproxy(nodes.stream().map(SilentNode::address).toList());
        haproxy.awaitNode();

        HttpReply byNumber = haproxy.api().anew().send("DELETE", "/v1/services/django/ports/5000", null);
        HttpReply byName = haproxy.api().anew().send("DELETE", "/v1/services/django/ports/web-01", null);

        assertThat(byNumber.code()).isEqualTo("outcome-unknown");
        assertThat(byNumber.json().path("detail").asText()).contains("the number may have a new owner");
        assertThat(byName.json().path("detail").asText()).endsWith("ask the same again to find out");
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static Socket connect(HaproxyProcess haproxy) throws IOException {
        URI address = URI.create("http://" + haproxy.address());
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static long taken(List<SilentNode> nodes, String method) {
        return nodes.stream()
                .flatMap(node -> node.methods().stream())
                .filter(method::equals)
                .count();
    }
}
