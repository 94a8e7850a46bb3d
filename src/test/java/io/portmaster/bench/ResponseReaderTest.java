package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final String OFFER =
            "HTTP/1.1 201 Created\r\nLocation: /v1/services/a/offers/x\r\ncontent-length: 59\r\n"
                    + "X-Request-Id: 1\r\n\r\n{\"service\":\"a\",\"port\":10024,\"secret\":\"0123456789\",\"ttl\":18}";

    private final ResponseReader reader = new ResponseReader();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void aResponseMayComeInPiecesOfAnySize(int size) {
        assertThat(feed(OFFER, size)).isTrue();

        byte[] secret = new byte[10];
        reader.copyAfter(bytes("\"secret\":\""), secret);
        assertThat(reader.status()).isEqualTo(201);
        assertThat(reader.numberAfter(bytes("\"port\":"))).isEqualTo(10_024);
        assertThat(new String(secret, ISO_8859_1)).isEqualTo("0123456789");
    }

    @Test
    void aResponseIsNotCompleteBeforeItsLastByte() {
        assertThat(feed(OFFER.substring(0, OFFER.length() - 1), 1000)).isFalse();
        assertThat(feed(OFFER.substring(OFFER.length() - 1), 1000)).isTrue();
    }

    @Test
    void theNextResponseIsReadByItself() {
        feed(OFFER, 50);
        reader.reset();

        assertThat(feed("HTTP/1.1 204 No Content\r\n\r\n", 5)).isTrue();

        assertThat(reader.status()).isEqualTo(204);
        assertThatThrownBy(() -> reader.numberAfter(bytes("\"port\":"))).isInstanceOf(BenchException.class);
    }

    @Test
    void aBodyMayBeLongerThanTheFirstBuffer() {
        String body = "x".repeat(600_000);
        assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length:600000\r\n\r\n" + body, 4096))
                .isTrue();
    }

    @Test
    void anUnexpectedStatusIsToldWithTheAnswer() {
        feed("HTTP/1.1 409 Conflict\r\nContent-Length: 10\r\n\r\nname-taken", 1000);

        assertThatThrownBy(() -> reader.expect(201))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("expected 201")
                .hasMessageContaining("name-taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 two\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
            })
    void whatANodeNeverSendsFails(String response) {
        assertThatThrownBy(() -> feed(response, 1000)).isInstanceOf(BenchException.class);
    }

    /** Whether the last piece made it complete; none before may. */
    private boolean feed(String text, int size) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes(text));
        while (all.readableBytes() > size) {
            assertThat(reader.feed(all.readSlice(size))).isFalse();
        }
        return reader.feed(all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
