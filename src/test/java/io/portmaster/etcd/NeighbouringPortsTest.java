package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Key.CoolingKey;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbouringPortsTest {
    private static final Space HERE = Space.DEFAULT;
    private static final Space THERE = new Space("there");

    @Test
    void neighboursBecomeOneRangeInWhateverOrderTheyCome() {
        assertThat(joined(List.of(free(HERE, 5002), free(HERE, 5000), free(HERE, 5001))))
                .containsExactlyInAnyOrder(range(HERE, 5000, 5002));
    }

    @Test
    void portThatIsNotClaimedEndsARange() {
        assertThat(joined(List.of(
                        free(HERE, 5000), free(HERE, 5001), free(HERE, 5003), free(HERE, 5005), free(HERE, 5006))))
                .containsExactlyInAnyOrder(range(HERE, 5000, 5001), free(HERE, 5003), range(HERE, 5005, 5006));
    }

    @Test
    void portsOfTwoSpacesAreNoNeighbours() {
        assertThat(joined(List.of(free(HERE, 5000), free(THERE, 5001), free(THERE, 5000), free(HERE, 5002))))
                .containsExactlyInAnyOrder(free(HERE, 5000), free(HERE, 5002), range(THERE, 5000, 5001));
    }

    @Test
    void coolingPortsAreJoinedApartFromHeldOnes() {
        assertThat(joined(List.of(free(HERE, 5000), rested(5000), free(HERE, 5001), rested(5001), rested(5003))))
                .containsExactlyInAnyOrder(
                        range(HERE, 5000, 5001),
                        new RangeUnused(new KeyRange.Cooling(HERE, new PortRange(5000, 5001))),
                        rested(5003));
    }

    @Test
    void portBetweenTwoRangesMakesThemOne() {
        NeighbouringPorts neighbours = neighbours(List.of(free(HERE, 5000), free(HERE, 5002)));
        assertThat(neighbours.more(free(HERE, 5001))).isEqualTo(-1);
        neighbours.add(free(HERE, 5001));
        assertThat(neighbours.compares()).isEqualTo(1);
    }

    @Test
    void joinedGuardsAreOnTheSamePortsAndAsFewAsPossible() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            NeighbouringPorts neighbours = new NeighbouringPorts();
            Set<Key> keys = new HashSet<>();
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                int port = 5000 + random.nextInt(30);
                Absent guard = random.nextBoolean() ? free(random.nextBoolean() ? HERE : THERE, port) : rested(port);
                if (keys.add(guard.key())) {
                    int expected = neighbours.compares() + neighbours.more(guard);
                    neighbours.add(guard);
                    assertThat(neighbours.compares()).isEqualTo(expected);
                }
            }
            List<Key> joined = keysOf(neighbours);
            assertThat(joined).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(neighbours.compares())
                    .isEqualTo(keys.stream()
                            .filter(key -> !keys.contains(above(key)))
                            .count());
        }
    }

    private static Key above(Key key) {
        return key instanceof PortKey port
                ? new PortKey(port.space(), port.port() + 1)
                : new CoolingKey(((CoolingKey) key).space(), ((CoolingKey) key).port() + 1);
    }

    private static List<Key> keysOf(NeighbouringPorts neighbours) {
        List<Key> keys = new ArrayList<>();
        for (Guard guard : joined(neighbours)) {
            if (guard instanceof Absent absent) {
                keys.add(absent.key());
            } else if (((RangeUnused) guard).range() instanceof KeyRange.Ports ports) {
                IntStream.rangeClosed(ports.ports().start(), ports.ports().end())
                        .forEach(port -> keys.add(new PortKey(ports.space(), port)));
            } else if (((RangeUnused) guard).range() instanceof KeyRange.Cooling cooling) {
                IntStream.rangeClosed(cooling.ports().start(), cooling.ports().end())
                        .forEach(port -> keys.add(new CoolingKey(cooling.space(), port)));
            }
        }
        return keys;
    }

    private static List<Guard> joined(List<Guard> guards) {
        return joined(neighbours(guards));
    }

    private static List<Guard> joined(NeighbouringPorts neighbours) {
        List<Guard> joined = new ArrayList<>();
        neighbours.addTo(joined);
        return joined;
    }

    private static NeighbouringPorts neighbours(List<Guard> guards) {
        NeighbouringPorts neighbours = new NeighbouringPorts();
        guards.forEach(neighbours::add);
        return neighbours;
    }

    private static Absent free(Space space, int port) {
        return new Absent(new PortKey(space, port));
    }

    private static Absent rested(int port) {
        return new Absent(new CoolingKey(HERE, port));
    }

    private static Guard range(Space space, int first, int last) {
        return new RangeUnused(new KeyRange.Ports(space, new PortRange(first, last)));
    }
}
