package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
    void coolingPortsAreJoinedApartFromHeldOnes() {
        assertThat(NeighbouringPorts.joined(
                        List.of(free(HERE, 5000), rested(5000), free(HERE, 5001), rested(5001), rested(5003))))
                .containsExactly(
                        range(HERE, 5000, 5001),
                        new RangeUnused(new KeyRange.Cooling(HERE, new PortRange(5000, 5001))),
                        rested(5003));
    }

    @Test
    void comparesAreCountedBeforeTheyAreJoined() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            NeighbouringPorts neighbours = new NeighbouringPorts();
            Set<Guard> guards = new LinkedHashSet<>();
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                int port = 5000 + random.nextInt(30);
                Guard guard = random.nextBoolean() ? free(random.nextBoolean() ? HERE : THERE, port) : rested(port);
                if (guards.add(guard)) {
                    neighbours.add(guard);
                }
            }
            assertThat(neighbours.compares())
                    .isEqualTo(NeighbouringPorts.joined(List.copyOf(guards)).size());
        }
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

    private static Guard rested(int port) {
        return new Absent(new CoolingKey(HERE, port));
    }

    private static Guard range(Space space, int first, int last) {
        return new RangeUnused(new KeyRange.Ports(space, new PortRange(first, last)));
    }
}
