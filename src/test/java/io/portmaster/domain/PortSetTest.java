package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PortSetTest {
    private static final PortSet TWO = PortSet.of(range(6000, 6009), range(5000, 5004));

    @Test
    void rangesAreInOrder() {
        assertThat(TWO.ranges()).containsExactly(range(5000, 5004), range(6000, 6009));
        assertThat(TWO).hasToString("5000-5004,6000-6009");
    }

    @Test
    void neighbouringRangesBecomeOne() {
        assertThat(PortSet.of(range(5005, 5009), range(5000, 5004), range(5011, 5011)))
                .isEqualTo(PortSet.of(range(5000, 5009), range(5011, 5011)));
    }

    @Test
    void rangesMustNotOverlap() {
        assertThatIllegalArgumentException().isThrownBy(() -> PortSet.of(range(5000, 5004), range(5004, 5009)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortSet(List.of(range(5000, 5009), range(5003, 5004))));
    }

    @Test
    void boundsHaveTheLowestAndTheHighestPort() {
        assertThat(TWO.lowest()).isEqualTo(5000);
        assertThat(TWO.highest()).isEqualTo(6009);
        assertThat(TWO.bounds()).isEqualTo(range(5000, 6009));
        assertThat(TWO.size()).isEqualTo(15);
    }

    @Test
    void setContainsThePortsOfItsRangesOnly() {
        assertThat(List.of(5000, 5004, 6000, 6009)).allMatch(TWO::contains);
        assertThat(List.of(4999, 5005, 5999, 6010)).noneMatch(TWO::contains);
        assertThat(PortSet.EMPTY.contains(5000)).isFalse();
    }

    @Test
    void setsOverlapIfTheyShareAPort() {
        assertThat(TWO.overlaps(PortSet.of(range(5005, 5999)))).isFalse();
        assertThat(TWO.overlaps(PortSet.of(range(5005, 5999), range(6009, 6020))))
                .isTrue();
        assertThat(TWO.overlaps(PortSet.EMPTY)).isFalse();
    }

    @Test
    void setCoversItsParts() {
        assertThat(TWO.covers(PortSet.of(range(5001, 5002), range(6009, 6009)))).isTrue();
        assertThat(TWO.covers(PortSet.EMPTY)).isTrue();
        assertThat(TWO.covers(TWO)).isTrue();
        assertThat(TWO.covers(PortSet.of(range(5004, 5005)))).isFalse();
        assertThat(TWO.covers(PortSet.of(range(5000, 6009)))).isFalse();
    }

    @Test
    void minusLeavesWhatTheOtherSetLacks() {
        assertThat(TWO.minus(PortSet.of(range(5000, 5000), range(5004, 6003), range(6009, 6010))))
                .isEqualTo(PortSet.of(range(5001, 5003), range(6004, 6008)));
        assertThat(TWO.minus(PortSet.EMPTY)).isEqualTo(TWO);
        assertThat(TWO.minus(PortSet.of(range(5000, 6009))).isEmpty()).isTrue();
    }

    @Test
    void aboveLeavesHigherPorts() {
        assertThat(TWO.above(0)).isEqualTo(TWO);
        assertThat(TWO.above(5002)).isEqualTo(PortSet.of(range(5003, 5004), range(6000, 6009)));
        assertThat(TWO.above(5004)).isEqualTo(PortSet.of(range(6000, 6009)));
        assertThat(TWO.above(6009)).isEqualTo(PortSet.EMPTY);
    }

    private static PortRange range(int start, int end) {
        return new PortRange(start, end);
    }
}
