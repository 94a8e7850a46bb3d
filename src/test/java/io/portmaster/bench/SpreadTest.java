package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.bench.Sample.Load;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheMiddleOneOfTheSorted() {
        Spread spread = Spread.of(Stream.of(9.0, 1.0, 5.0));

        assertThat(spread.median()).isEqualTo(5);
        assertThat(spread.min()).isEqualTo(1);
        assertThat(spread.max()).isEqualTo(9);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(Stream.of(1.0, 2.0, 4.0, 100.0)).median()).isEqualTo(3);
    }

    /** The ratio of the medians would be 20 / 20. */
    @Test
    void ratiosAreMadeRoundByRound() {
        Spread ratios = Spread.ofRatios(rounds(10, 20, 90), rounds(5, 40, 20), Sample::rate);

        assertThat(ratios.sorted()).containsExactly(0.5, 2.0, 4.5);
        assertThat(ratios.median()).isEqualTo(2);
    }

    @Test
    void aCaseThatWasNotMeasuredGivesNoRatio() {
        assertThat(Spread.ofRatios(rounds(10), rounds(), Sample::rate).isEmpty())
                .isTrue();
    }

    private static List<Sample> rounds(double... rates) {
        return DoubleStream.of(rates).mapToObj(SpreadTest::sample).toList();
    }

    private static Sample sample(double rate) {
        return new Sample("x", 1, Load.CLOSED, 1, 1, 1, rate, 1, 1, 1, Map.of(), null, null, null);
    }
}
