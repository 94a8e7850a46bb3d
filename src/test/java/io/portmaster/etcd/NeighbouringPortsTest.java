package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighbouringPortsTest {
    private static final Space HERE = Space.DEFAULT;
    private static final Space THERE = new Space("there");

    @Test
    void neighboursBecomeOneRangeInWhateverOrderTheyCome() {
        assertThat(NeighbouringPorts.joined(List.of(free(HERE, 5002), free(HERE, 5000), free(HERE, 5001))))
                .containsExactly(range(HERE, 5000, 5002));
    }

    @Test
    void portThatIsNotClaimedEndsARange() {
        assertThat(NeighbouringPorts.joined(List.of(
                        free(HERE, 5000), free(HERE, 5001), free(HERE, 5003), free(HERE, 5005), free(HERE, 5006))))
                .containsExactly(range(HERE, 5000, 5001), free(HERE, 5003), range(HERE, 5005, 5006));
    }

    @Test
    void portsOfTwoSpacesAreNoNeighbours() {
        assertThat(NeighbouringPorts.joined(
                        List.of(free(HERE, 5000), free(THERE, 5001), free(THERE, 5000), free(HERE, 5002))))
                .containsExactly(free(HERE, 5000), free(HERE, 5002), range(THERE, 5000, 5001));
    }

    @Test
    void guardsOnOtherKeysStayAsTheyAre() {
        Guard name = new Absent(new OfferIndex(HERE, new Name("django"), new Name("web-01")));
        assertThat(NeighbouringPorts.joined(List.of(name, free(HERE, 5000), free(HERE, 5001))))
                .containsExactly(name, range(HERE, 5000, 5001));
    }

    private static Guard free(Space space, int port) {
        return new Absent(new PortKey(space, port));
    }

    private static Guard range(Space space, int first, int last) {
        return new RangeUnused(new KeyRange.Ports(space, new PortRange(first, last)));
    }
}
