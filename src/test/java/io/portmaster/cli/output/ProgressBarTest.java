package io.portmaster.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.Screen;
import io.portmaster.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter errors = new StringWriter();
    private long millis;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }
    };

    private Shell shell(boolean terminal) {
        PrintWriter err = new PrintWriter(errors);
        return new Shell(
                new Environment(Map.of()),
                new BufferedReader(new StringReader("")),
                err,
                err,
                new Screen(false, terminal, false, () -> 80, true),
                clock);
    }

    @Test
    void itShowsHowMuchIsDoneAndGoesAwayInTheEnd() {
        try (ProgressBar bar = new ProgressBar(shell(true), "freeing", 4)) {
            for (int i = 0; i < 4; i++) {
                millis += 150;
                bar.step();
            }
        }
        assertThat(errors.toString().split("\r"))
                .contains("freeing [" + "#".repeat(7) + " ".repeat(23) + "] 1/4")
                .endsWith("freeing [" + "#".repeat(30) + "] 4/4", "\u001b[K");
    }

    @Test
    void itShowsSomeStatesASecondAtMostAndNothingOfShortWork() {
        try (ProgressBar bar = new ProgressBar(shell(true), "freeing", 1000)) {
            for (int i = 0; i < 99; i++) {
                millis += 1;
                bar.step();
            }
            assertThat(errors.toString()).isEmpty();
            for (int i = 0; i < 901; i++) {
                millis += 1;
                bar.step();
            }
        }
        assertThat(errors.toString().split("\r")).hasSizeBetween(10, 12);
    }

    @Test
    void whoInterruptsTheWorkFindsTheBarOnALineOfItsOwn() {
        try (ProgressBar bar = new ProgressBar(shell(true), "freeing", 4)) {
            millis += 150;
            bar.step();
            bar.leave();
        }
        assertThat(errors.toString()).endsWith("] 1/4" + System.lineSeparator());
    }

    @Test
    void elsewhereThanOnATerminalItShowsNothing() {
        try (ProgressBar bar = new ProgressBar(shell(false), "freeing", 2)) {
            millis += 500;
            bar.step();
        }
        assertThat(errors.toString()).isEmpty();
    }
}
