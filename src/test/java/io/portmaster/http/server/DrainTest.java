package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.cluster.Await;
import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import io.vertx.core.Future;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode();
        node.createDjango(5000, 5009);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void drainingNodeServesOnAndSendsItsClientsElsewhere() throws IOException {
        try (RawConnection client = node.connect()) {
            assertThat(client.exchange(Requests.of("GET", "/v1/services", null), false)
                            .header("Keep-Alive"))
                    .isEqualTo("timeout=65");
            node.drain.begin();

            Answer last = client.exchange(Requests.of("GET", "/v1/services", null), false);
            assertThat(last.expect(200).header("Connection")).isEqualTo("close");
            assertThat(last.header("Keep-Alive")).isNull();
            client.expectEnd();
        }
        assertThat(node.get("/v1/services/nobody").expect(404).header("Connection"))
                .isEqualTo("close");
    }

    @Test
    void requestInFlightIsAnsweredBeforeTheNodeCloses() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection busy = node.connect();
                RawConnection idle = node.connect()) {
            idle.exchange(Requests.of("GET", "/livez", null), false).expect(200);
            busy.send(Requests.of("POST", "/v1/services/django/offers", "{\"name\":\"web-01\"}"));
            asked.orTimeout(10, TimeUnit.SECONDS).join();

            Future<Void> closed = node.frontend.close(Duration.ofSeconds(20));
            idle.expectEnd();
            assertThat(closed.isComplete()).isFalse();
            node.loop.call(() -> {
                node.store.speak();
                return true;
            });

            Answer answer = busy.receive();
            assertThat(answer.expect(201).text("name")).isEqualTo("web-01");
            assertThat(answer.header("Connection")).isEqualTo("close");
            busy.expectEnd();
            HttpNode.await(closed);
        }
        assertThatThrownBy(() -> node.connect()).isInstanceOf(ConnectException.class);
    }

    /** The client keeps taking some of the answer, and takes no longer than a request may take. */
    @Test
    void anAnswerThatItsClientHasYetToTakeIsNotBrokenOff() throws IOException {
        int answers = 300;
        try (RawConnection slow = node.connect()) {
            // This is more than the buffers between node and client hold.
            slow.send(Requests.of("GET", "/openapi.yaml", null).repeat(answers));
            int first = slow.receive().expect(200).text().length();
            Future<Void> closed = node.frontend.close(Duration.ofSeconds(20));
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(slow.receive().text()).hasSize(first);
                        }
                    })
                    .as("it ends between two answers")
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the connection ended after ''");
            HttpNode.await(closed);
        }
        assertThat(node.frontend.cutOffRequests()).isFalse();
    }

    @Test
    void whoeverConnectedLastIsServedThoughTheNodeTakesNoMoreConnections() throws IOException {
        node.close();
        // One event loop accepts connections in their order.
        node = new HttpNode(1);
        node.createDjango(5000, 5009);
        try (RawConnection silent = node.connect();
                RawConnection half = node.connect();
                RawConnection idle = node.connect()) {
            String request = Requests.of("POST", "/v1/services/django/offers", "{\"name\":\"web-01\"}");
            half.send(request.substring(0, 20));
            idle.exchange(Requests.of("GET", "/livez", null), false).expect(200);

            Future<Void> closed = node.frontend.close(Duration.ofSeconds(20));
            Await.until("it takes no more connections", Duration.ofSeconds(10), this::isDeaf);
            half.send(request.substring(20));
            silent.send(Requests.of("GET", "/v1/services/django", null));

            assertThat(half.receive().expect(201).header("Connection")).isEqualTo("close");
            assertThat(silent.receive().expect(200).header("Connection")).isEqualTo("close");
            idle.expectEnd();
            HttpNode.await(closed);
        }
    }

    private boolean isDeaf() {
        try {
            node.connect().close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void closeWaitsNoLongerThanItsBound() throws IOException {
        CompletableFuture<Void> asked = node.loop.call(() -> node.store.fallSilent());
        try (RawConnection busy = node.connect()) {
            busy.send(Requests.of("GET", "/v1/services", null));
            asked.orTimeout(10, TimeUnit.SECONDS).join();

            HttpNode.await(node.frontend.close(Duration.ofMillis(200)));

            busy.expectEnd();
        }
    }

    @Test
    void portThatIsTakenIsSaid() {
        assertThatThrownBy(() -> HttpNode.await(node.sibling().listen("127.0.0.1", node.port(), 1)))
                .hasRootCauseInstanceOf(java.net.BindException.class);
    }
}
