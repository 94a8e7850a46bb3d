package io.portmaster.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final byte[] COMMAND_LINE =
            "java\0-jar\0portmaster.jar\0ports\0\0--label\0host=größe-端口\0".getBytes(UTF_8);

    @Test
    void theLastWordsOfTheCommandLineAreTheArguments() {
        String[] lossy = {
            "ports", "", "--label", "host=gr\uFFFD\uFFFD\uFFFD\uFFFDe-\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
        };
        assertThat(Arguments.last(lossy, COMMAND_LINE)).containsExactly("ports", "", "--label", "host=größe-端口");
    }

    @Test
    void argumentsThatTheCommandLineDoesNotHaveStay() {
        String[] many = {"1", "2", "3", "4", "5", "6", "7", "8"};
        assertThat(Arguments.last(many, COMMAND_LINE)).isSameAs(many);
        assertThat(Arguments.last(many, new byte[0])).isSameAs(many);
    }

    @Test
    void argumentsThatJavaHasReadStay() {
        String[] words = {"größe"};
        assertThat(Arguments.inUtf8(words)).isSameAs(words);
    }
}
