package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    private static final DateTimeFormatter EXPECTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00.000000Z",
                "0000-01-01T00:00:00.000000Z",
                "2024-02-29T23:59:59.999999Z",
                "2026-11-22T14:16:39.000001Z",
                "9999-12-31T23:59:59.900000Z"
            })
    void hasSixDigitsOfASecondAlways(String text) {
        assertThat(Timestamp.format(Instant.parse(text))).isEqualTo(text);
        assertThat(Timestamp.parse(text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void whatIsSmallerThanAMicrosecondIsCutOff() {
        assertThat(Timestamp.format(Instant.parse("2026-11-22T14:16:39.000001999Z")))
                .isEqualTo("2026-11-22T14:16:39.000001Z");
    }

    @Test
    void isWhatTheFormatterOfTheJdkMakesOfAnyMoment() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Instant any = Instant.ofEpochSecond(
                    random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));
            assertThat(Timestamp.format(any)).as("seed %s", seed).isEqualTo(EXPECTED.format(any));
            assertThat(Timestamp.parse(EXPECTED.format(any))).isEqualTo(any.truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Test
    void aYearThatFourDigitsDoNotHoldIsWrittenAllTheSame() {
        assertThat(Timestamp.format(Instant.parse("+12026-11-22T14:16:39Z"))).isEqualTo("+12026-11-22T14:16:39Z");
        assertThat(Timestamp.format(Instant.parse("-0001-11-22T14:16:39Z"))).isEqualTo("-0001-11-22T14:16:39Z");
    }

    @Test
    void whatInstantsPrintIsReadToo() {
        for (String text :
                new String[] {"2026-11-22T14:16:39Z", "2026-11-22T14:16:39.277Z", "+12026-11-22T14:16:39Z"}) {
            assertThat(Timestamp.parseAny(text)).isEqualTo(Instant.parse(text));
        }
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Timestamp.parseAny("yesterday"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-22",
                "2026-11-22T14:16:39Z",
                "2026-11-22T14:16:39.277Z",
                "2026-11-22T14:16:39.277408+00:00",
                "2026-13-22T14:16:39.277408Z",
                "2026-02-30T14:16:39.277408Z",
                "2026-11-22T24:16:39.277408Z",
                "2026-11-22T14:16:60.277408Z",
                "2026-11-22 14:16:39.277408Z",
                "2026-11-22T14:16:39.27740xZ",
                "2026-11-22T14:16:39.+77408Z",
                "\u0662026-11-22T14:16:39.77408Z"
            })
    void whatIsWrittenOtherwiseIsNotRead(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Timestamp.parse(text));
    }
}
