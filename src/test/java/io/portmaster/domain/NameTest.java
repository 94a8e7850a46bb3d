package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "web-01", "5a", "1.2.3.4", "0_", "a.b_c-D", "1-2"})
    void isMadeOfLettersDigitsDotsUnderscoresAndDashes(String text) {
        assertThat(Name.isValid(text)).isTrue();
        assertThat(new Name(text).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-a", ".a", "_a", "a b", "a/b", "a\n", "ä", "é", "a%2f", "a:b", "٣a", "Ⅷ", "a\u0000", "😀"
            })
    void isMadeOfNothingElse(String text) {
        assertThat(Name.isValid(text)).isFalse();
        assertThatThrownBy(() -> new Name(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Name.RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5000", "00000000"})
    void isNotANumberSinceThatMeansAPort(String text) {
        assertThat(Name.isValid(text)).isFalse();
    }

    @Test
    void isAtMost64CharactersLong() {
        assertThat(Name.isValid("a".repeat(64))).isTrue();
        assertThat(Name.isValid("a".repeat(65))).isFalse();
    }

    @Test
    void isOrderedByItsCharacters() {
        assertThat(new Name("B")).isLessThan(new Name("a"));
        assertThat(new Name("a-1")).isLessThan(new Name("a1"));
    }
}
