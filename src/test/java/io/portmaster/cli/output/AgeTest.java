package io.portmaster.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT59.9S, 59s",
        "PT60S, 1m",
        "PT59M59S, 59m",
        "PT9M59S, 9m59s",
        "PT10M1S, 10m",
        "PT1H, 1h",
        "PT3H20M, 3h20m",
        "PT24H, 1d",
        "PT29H59M, 1d5h",
        "P9DT23H, 9d23h",
        "P10DT5H, 10d",
        "P400D, 400d",
        "PT-5S, 0s"
    })
    void anAgeIsReadAtAGlance(Duration age, String text) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Age.between(now.minus(age), now)).isEqualTo(text);
    }

    @Test
    void aMomentIsToldToTheSecond() {
        Instant time = Instant.parse("2026-01-01T00:00:00.123456Z");
        assertThat(Age.moment(time, time.plusSeconds(61))).isEqualTo("2026-01-01T00:00:00Z (1m1s ago)");
    }
}
