package io.portmaster.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.logging.Repeats.Kind;
import io.portmaster.logging.Repeats.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final Kind LEASE = new Kind("LeaseClass", "etcd granted no lease: {}");
    private static final Kind LIST =
            new Kind("Mirror", "this node could not read all keys of etcd, and tries again: {}");

    private final Repeats repeats = new Repeats();

    /** The monotonic clock may wrap. */
    private long now = Long.MAX_VALUE - 1;

    @Test
    void firstLineIsWrittenAndItsRepeatsAreCounted() {
        assertThat(says(LEASE, "no lease")).isTrue();
        assertThat(says(LEASE, "no lease")).isFalse();
        assertThat(says(LEASE, "no lease")).isFalse();

        now += Repeats.PERIOD.toNanos();

        assertThat(repeats.endPeriods(now)).containsExactly(new Summary(LEASE, "no lease", 2));
    }

    @Test
    void lineThatIsNotRepeatedHasNoSummary() {
        says(LEASE, "no lease");

        now += Repeats.PERIOD.toNanos();

        assertThat(repeats.endPeriods(now)).isEmpty();
        assertThat(says(LEASE, "no lease")).isTrue();
    }

    @Test
    void lineOfALaterPeriodIsWrittenAgain() {
        says(LEASE, "no lease");
        says(LEASE, "no lease");
        now += Repeats.PERIOD.toNanos();
        repeats.endPeriods(now);

        assertThat(says(LEASE, "no lease")).isTrue();
    }

    @Test
    void lateEndOfAPeriodLosesNothing() {
        says(LEASE, "no lease");
        says(LEASE, "no lease");
        now += 3 * Repeats.PERIOD.toNanos();

        assertThat(says(LEASE, "no lease")).isFalse();
        assertThat(repeats.endPeriods(now)).containsExactly(new Summary(LEASE, "no lease", 2));
    }

    @Test
    void linesOfDifferentKindsDontCountAsRepeats() {
        assertThat(says(LEASE, "unavailable")).isTrue();
        assertThat(says(LIST, "unavailable")).isTrue();
    }

    @Test
    void someDifferentTextsOfAKindAreWrittenSinceTheyMayNameDifferentThings() {
        for (int member = 1; member <= Repeats.TEXTS; member++) {
            assertThat(says(LEASE, "member " + member)).isTrue();
            assertThat(says(LEASE, "member " + member)).isFalse();
        }
        assertThat(says(LEASE, "member 6")).isFalse();
    }

    @Test
    void periodThatIsNotOverGoesOn() {
        says(LEASE, "no lease");
        says(LEASE, "no lease");
        now += Repeats.PERIOD.toNanos() - 1;

        assertThat(repeats.endPeriods(now)).isEmpty();
        assertThat(repeats.hasCounted()).isTrue();
    }

    @Test
    void endOfAllPeriodsLosesNothing() {
        says(LEASE, "no lease");
        says(LEASE, "no lease");

        assertThat(repeats.endAllPeriods()).containsExactly(new Summary(LEASE, "no lease", 1));
        assertThat(repeats.hasCounted()).isFalse();
    }

    @Test
    void kindsBeyondTheLimitAreWrittenAndTakeNoMemory() {
        for (int kind = 0; kind < Repeats.MAX_KINDS; kind++) {
            says(new Kind("somebody", "text " + kind), "text " + kind);
        }
        Kind onceMore = new Kind("somebody", "one too many");

        assertThat(List.of(says(onceMore, "one too many"), says(onceMore, "one too many")))
                .containsOnly(true);

        now += Repeats.PERIOD.toNanos();
        assertThat(List.of(says(onceMore, "one too many"), says(onceMore, "one too many")))
                .containsExactly(true, false);
    }

    private boolean says(Kind kind, String text) {
        return repeats.isWorthWriting(kind, text, now);
    }
}
