package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "web-01", "5a", "1.2.3.4", "0_", "a.b_c-D", "1-2"})
    void isMadeOfLettersDigitsDotsUnderscoresAndDashes(String text) {
        assertThat(NameRule.SERVICE.objection(text)).isNull();
        assertThat(NameRule.INSTANCE.objection(text)).isNull();
        assertThat(Name.ofService(text)).isEqualTo(new Name(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:8080", "52:54:00:12:34:56", "web@1.service", "a:", "a@"})
    void ofAnInstanceMayHaveColonsAndAtSigns(String text) {
        assertThat(NameRule.INSTANCE.objection(text)).isNull();
        assertThat(new Name(text)).hasToString(text);
        assertThat(NameRule.SERVICE.objection(text)).endsWith("; only names of instances may contain it");
        assertThatThrownBy(() -> Name.ofService(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-a", ".a", "_a", ":a", "@a", "a b", "a/b", "a\n", "ä", "é", "a%2f", "a,b", "٣a", "Ⅷ",
                "a\u0000", "😀"
            })
    void isMadeOfNothingElse(String text) {
        for (NameRule rule : NameRule.values()) {
            assertThat(rule.allows(text)).isFalse();
            assertThat(rule.objection(text)).isNotNull();
        }
        assertThatThrownBy(() -> new Name(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void refusalNamesWhatOffendsAndNoMore(NameRule rule) {
        assertThat(rule.objection("")).isEqualTo("must not be empty");
        assertThat(rule.objection("web/01")).isEqualTo("must not contain '/' (character 4)");
        assertThat(rule.objection("web 01")).isEqualTo("must not contain a space (character 4)");
        assertThat(rule.objection("web\t")).isEqualTo("must not contain U+0009 (character 4)");
        assertThat(rule.objection("é")).isEqualTo("must not contain U+00E9 (character 1)");
        assertThat(rule.objection("web-😀")).isEqualTo("must not contain U+1F600 (character 5)");
        assertThat(rule.objection("-web")).isEqualTo("must start with a letter or digit, not with '-'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5000", "00000000"})
    void isNotANumberSinceThatMeansAPort(String text) {
        assertThat(NameRule.SERVICE.objection(text))
                .isEqualTo(NameRule.INSTANCE.objection(text))
                .isEqualTo("must not be digits only: a number in a path means a port");
    }

    @Test
    void ofAServiceHasAtMost64Characters() {
        assertThat(NameRule.SERVICE.objection("a".repeat(64))).isNull();
        assertThat(NameRule.SERVICE.objection("a".repeat(65))).isEqualTo("must have at most 64 characters, not 65");
    }

    @Test
    void ofAnInstanceHasAtMost253Characters() {
        assertThat(NameRule.INSTANCE.objection("a".repeat(253))).isNull();
        assertThat(NameRule.INSTANCE.objection("a".repeat(254))).isEqualTo("must have at most 253 characters, not 254");
        assertThatThrownBy(() -> new Name("a".repeat(254)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name must have at most 253 characters, not 254");
    }

    @Test
    void isOrderedByItsCharacters() {
        assertThat(new Name("B")).isLessThan(new Name("a"));
        assertThat(new Name("a-1")).isLessThan(new Name("a1"));
    }
}
