package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"default", "dc-2", "10.0.0.1-udp", "A", "tcp_v6"})
    void aSpaceIsNamedByTheRuleOfServices(String name) {
        assertThat(new Space(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_id", "_spaces", "12345", "a:b", "a/b", "-x", "dc 2"})
    void whatNoServiceMayBeCalledNoSpaceIs(String name) {
        assertThat(Space.isName(name)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Space(name))
                .withMessageContaining("space's name must");
    }
}
