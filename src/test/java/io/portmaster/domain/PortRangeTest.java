package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortRangeTest {
    @ParameterizedTest
    @CsvSource({"1024, 49151", "1024, 1024", "49151, 49151", "5000, 10000"})
    void liesBetweenThePrivilegedAndTheDynamicPorts(int start, int end) {
        PortRange range = new PortRange(start, end);

        assertThat(range.size()).isEqualTo(end - start + 1);
        assertThat(range.contains(start)).isTrue();
        assertThat(range.contains(end)).isTrue();
        assertThat(range.contains(start - 1)).isFalse();
        assertThat(range.contains(end + 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1023, 2000", "0, 2000", "-1, 2000", "5000, 49152", "5000, 70000", "5001, 5000"})
    void liesNowhereElseAndIsNotEmpty(int start, int end) {
        assertThatThrownBy(() -> new PortRange(start, end)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overlapsWhatSharesOnePort() {
        PortRange range = new PortRange(5000, 5009);

        assertThat(range.overlaps(new PortRange(5009, 5020))).isTrue();
        assertThat(range.overlaps(new PortRange(4990, 5000))).isTrue();
        assertThat(range.overlaps(new PortRange(5003, 5004))).isTrue();
        assertThat(range.overlaps(new PortRange(4990, 5020))).isTrue();
        assertThat(range.overlaps(new PortRange(5010, 5020))).isFalse();
        assertThat(range.overlaps(new PortRange(4990, 4999))).isFalse();
    }

    @Property
    void minusIsWhatTheOtherLacks(
            @ForAll @IntRange(min = 5000, max = 5020) int a,
            @ForAll @IntRange(min = 5000, max = 5020) int b,
            @ForAll @IntRange(min = 5000, max = 5020) int c,
            @ForAll @IntRange(min = 5000, max = 5020) int d) {
        PortRange one = new PortRange(Math.min(a, b), Math.max(a, b));
        PortRange two = new PortRange(Math.min(c, d), Math.max(c, d));

        Set<Integer> expected = ports(one);
        expected.removeAll(ports(two));

        assertThat(one.minus(two).stream().flatMapToInt(PortRangeTest::stream).boxed())
                .containsExactlyElementsOf(expected);
    }

    private static Set<Integer> ports(PortRange range) {
        return stream(range).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static IntStream stream(PortRange range) {
        return IntStream.rangeClosed(range.start(), range.end());
    }
}
