package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.http.Answer;
import io.portmaster.http.HttpNode;
import io.portmaster.http.RawConnection;
import io.portmaster.http.Requests;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode(1);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Answer ask(String head) {
        return node.sendRaw(head + "\r\n");
    }

    @Test
    void keptConnectionTellsHowLongItIsKept() {
        Answer kept = ask("GET /livez HTTP/1.1\r\nHost: localhost\r\n");

        assertThat(kept.header("Connection")).isEqualTo("keep-alive");
        assertThat(kept.header("Keep-Alive")).isEqualTo("timeout=65");
        assertThat(ask("GET /livez HTTP/1.0\r\nConnection: Keep-Alive\r\n").header("Keep-Alive"))
                .isEqualTo("timeout=65");
        assertThat(ask("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n").header("Keep-Alive"))
                .isEqualTo("timeout=65");
    }

    @Test
    void connectionThatEndsPromisesNothing() {
        assertThat(ask("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
                        .header("Keep-Alive"))
                .isNull();
        assertThat(ask("GET /livez HTTP/1.0\r\n").header("Keep-Alive")).isNull();
    }

    @Test
    void noMoreIsPromisedThanIsKept() {
        assertThat(ClientTimeouts.USUAL.promisedKeepAlive())
                .isEqualTo(65)
                .isLessThan(ClientTimeouts.USUAL.keepAlive().toSeconds());
        assertThat(SlowClientTest.SHORT.promisedKeepAlive()).isZero();
    }

    @Test
    void nodeThatKeepsConnectionsForAMomentOnlyPromisesNothing() throws IOException {
        try (HttpNode brief = new HttpNode(1, new Limits(100, 1 << 20, 1 << 20, SlowClientTest.SHORT));
                RawConnection client = brief.connect()) {
            assertThat(client.exchange(Requests.of("GET", "/livez", null), false)
                            .header("Keep-Alive"))
                    .isNull();
        }
        assertThat(SlowClientTest.SHORT.keepAlive()).isLessThan(Duration.ofSeconds(10));
    }
}
