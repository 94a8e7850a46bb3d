package io.portmaster.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @Test
    void whatMovesTheCursorIsSpelled() {
        assertThat(Terminal.line("a\r\n\tb\u001b[31mc\u0000\u007f\u009b"))
                .isEqualTo("a\\u000d\\u000a\\u0009b\\u001b[31mc\\u0000\\u007f\\u009b");
    }

    @Test
    void whatEndsALineOrTurnsTextAroundIsSpelled() {
        assertThat(Terminal.line("a\u2028b\u202ec\ud800")).isEqualTo("a\\u2028b\\u202ec\\ud800");
    }

    @Test
    void anInvisibleCharacterOfTwoUnitsIsSpelledAsInJava() {
        assertThat(Terminal.line("a\udb40\udc01b")).isEqualTo("a\\udb40\\udc01b");
    }

    @Test
    void allElseStaysAsItIs() {
        assertThat(Terminal.line("Größe \"5\" \\ 端口 😀")).isEqualTo("Größe \"5\" \\ 端口 😀");
    }

    @ParameterizedTest
    @CsvSource({
        "'Unmatched argument: ''http://root:s3cret@b:2''', 'Unmatched argument: ''http://...@b:2'''",
        "http://root:s3@cr/et@b:2, http://...@b:2",
        "http://b:2 by root@b, http://b:2 by root@b"
    })
    void aPasswordInAUrlIsLeftOut(String text, String line) {
        assertThat(Terminal.line(text)).isEqualTo(line);
    }
}
