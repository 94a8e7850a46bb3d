package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final Placeholders ONE = Placeholders.of(Ports.of(List.of(), List.of(5000)));
    private static final Placeholders TWO = Placeholders.of(Ports.of(List.of("http", "admin"), List.of(5000, 5001)));

    private static String in(Placeholders placeholders, String word) {
        return new String(placeholders.in(word.getBytes(UTF_8)), UTF_8);
    }

    @Test
    void emptyBracesBecomeThePort() {
        assertThat(in(ONE, "{}")).isEqualTo("5000");
        assertThat(in(ONE, "--listen=0.0.0.0:{}")).isEqualTo("--listen=0.0.0.0:5000");
        assertThat(in(ONE, "{}-{}")).isEqualTo("5000-5000");
    }

    @Test
    void namesBecomeTheirPortsAndEmptyBracesTheFirst() {
        assertThat(in(TWO, "{http}/{admin}")).isEqualTo("5000/5001");
        assertThat(in(TWO, "{}")).isEqualTo("5000");
    }

    @Test
    void everythingElseStaysAsItIs() {
        for (String word : List.of("", "{", "}", "{ }", "{HTTP}", "{\"json\":{\"port\":1}}", "${PORT}", "{{", "ä{€}")) {
            assertThat(in(ONE, word)).isEqualTo(word);
            assertThat(in(TWO, word)).isEqualTo(word);
        }
        assertThat(in(ONE, "{http}")).isEqualTo("{http}");
    }

    @Test
    void bracesMayStandInBraces() {
        assertThat(in(ONE, "{\"port\":{}}")).isEqualTo("{\"port\":5000}");
        assertThat(in(TWO, "{{http}}")).isEqualTo("{5000}");
    }

    /** Arguments are bytes, and need not be text in any encoding. */
    @Test
    void bytesThatAreNoTextStay() {
        byte[] word = {(byte) 0xff, '{', '}', (byte) 0xc3, '{', (byte) 0xfe, '}'};
        assertThat(ONE.in(word)).containsExactly((byte) 0xff, '5', '0', '0', '0', (byte) 0xc3, '{', (byte) 0xfe, '}');
    }
}
