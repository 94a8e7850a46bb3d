package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTemplateTest {
    @Test
    void anOfferSaysHowLongItsBodyIs() {
        String request = text(RequestTemplate.offer("django", "?accept=true").fill(new Names().next()));

        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(request)
                .startsWith("POST /v1/services/django/offers?accept=true HTTP/1.1\r\n")
                .contains("\r\nContent-Length: " + body.length() + "\r\n");
        assertThat(body).isEqualTo("{\"name\":\"web-00000001\"}");
    }

    @Test
    void anOfferOfSeveralNamesSaysHowLongItsBodyIs() {
        String request = text(RequestTemplate.offerOfNames("django", "", 3).fill(new Names().next(3)));

        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(request)
                .startsWith("POST /v1/services/django/offers HTTP/1.1\r\n")
                .contains("\r\nContent-Length: " + body.length() + "\r\n");
        assertThat(body).isEqualTo("{\"names\":[\"web-00000001\",\"web-00000002\",\"web-00000003\"]}");
    }

    @Test
    void aGapIsFilledAnewWithMoreOrLess() {
        RequestTemplate find = RequestTemplate.of("GET", "/ports/", "");

        assertThat(text(find.fill(49_151))).startsWith("GET /ports/49151 HTTP/1.1\r\n");
        assertThat(text(find.fill(1024)))
                .startsWith("GET /ports/1024 HTTP/1.1\r\n")
                .endsWith("\r\n\r\n");
        assertThat(text(find.fill(new byte[] {'a'}))).startsWith("GET /ports/a HTTP/1.1\r\n");
    }

    @Test
    void namesAreOfOneLengthAndNeverTheSame() {
        Names names = new Names();

        assertThat(names.next()).hasSize(Names.LENGTH).isNotEqualTo(names.next());
    }

    private static String text(RequestTemplate request) {
        return new String(request.bytes(), 0, request.length(), ISO_8859_1);
    }
}
