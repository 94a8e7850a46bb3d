package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelaunchTest {
    @ParameterizedTest
    @CsvSource({
        "true, exec django web-01 -- true",
        "true, exec --ttl 5 django web-01 -- true",
        "true, --url http://127.0.0.1:1 exec django web-01 -- true",
        "true, --url=http://127.0.0.1:1 exec django web-01 -- true",
        "false, exec --help",
        "false, exec django web-01 true",
        "false, --context exec services list",
        "false, services show -- exec",
        "false, help exec --",
        "false, --help",
        "false, ''",
    })
    void onlyTheWordsOfARunStartTheJvmAgain(boolean expected, String words) {
        assertThat(Relaunch.runsACommand(words.isEmpty() ? new String[0] : words.split(" ", -1)))
                .isEqualTo(expected);
    }
}
