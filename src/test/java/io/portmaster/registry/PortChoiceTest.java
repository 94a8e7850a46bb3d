package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Service;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ports are chosen among several ranges, without those that are reserved or excluded, one or several at once. */
class PortChoiceTest {
    private static final ServiceRef DJANGO = new ServiceRef(Space.DEFAULT, new Name("django"));
    private static final PortSet TWO = PortSet.of(new PortRange(5000, 5003), new PortRange(6000, 6009));

    private final Registry registry = new Registry();
    private final PlanningState planning = new PlanningState(registry, new Random(7), () -> 0);

    @Test
    void lowestFreePortOfAllRangesIsPicked() {
        hold(5000, 5001, 5002);
        assertThat(planning.pick(DJANGO, choice())).hasValue(5003);

        hold(5003);
        assertThat(planning.pick(DJANGO, choice())).hasValue(6000);

        IntStream.rangeClosed(6000, 6009).forEach(this::hold);
        assertThat(planning.pick(DJANGO, choice())).isEmpty();
    }

    @Test
    void portsBetweenTheRangesAreNotPickedInContention() {
        planning.lost(DJANGO.name(), new PortKey(Space.DEFAULT, 5000));

        assertThat(planning.isContested(DJANGO, TWO)).isTrue();
        for (int i = 0; i < TWO.size(); i++) {
            int port = planning.pick(DJANGO, choice()).orElseThrow();
            assertThat(TWO.contains(port)).isTrue();
            hold(port);
        }
        assertThat(planning.pick(DJANGO, choice())).isEmpty();
    }

    @Test
    void rivalBetweenTheRangesIsNoContention() {
        planning.lost(DJANGO.name(), new PortKey(Space.DEFAULT, 5600));

        assertThat(planning.isContested(DJANGO, TWO)).isFalse();
    }

    @Test
    void reservedPortsAreNotPicked() {
        Service service = new Service(
                DJANGO.name(),
                null,
                TWO,
                PortSet.of(new PortRange(5000, 5002), new PortRange(6000, 6008)),
                0,
                600,
                null,
                Instant.EPOCH,
                new UUID(1, 2));

        assertThat(planning.pickSeveral(DJANGO, PortChoice.of(service), 2)).containsExactly(5003, 6009);
        assertThat(planning.pickSeveral(DJANGO, PortChoice.of(service), 3)).isEmpty();
    }

    @Test
    void serviceWithReservedPortsOnlyGivesNone() {
        PortChoice none = new PortChoice(PortSet.EMPTY, Set.of());
        planning.lost(DJANGO.name(), new PortKey(Space.DEFAULT, 5000));

        assertThat(planning.pick(DJANGO, none)).isEmpty();
        assertThat(planning.pickFrom(DJANGO, none, 5000)).isEmpty();
        assertThat(planning.pickNeighbours(DJANGO, none, 1)).isEmpty();
    }

    @Test
    void excludedPortsAreNotPicked() {
        assertThat(planning.pick(DJANGO, choice(5000, 5001, 5003))).hasValue(5002);
        hold(5002);
        assertThat(planning.pick(DJANGO, choice(5000, 5001, 5003))).hasValue(6000);
    }

    @Test
    void pickFromAWantedPortTakesItOrTheNextAboveOrElseTheLowest() {
        assertThat(planning.pickFrom(DJANGO, choice(), 6003)).hasValue(6003);
        hold(6003);
        assertThat(planning.pickFrom(DJANGO, choice(), 6003)).hasValue(6004);
        assertThat(planning.pickFrom(DJANGO, choice(), 5500)).hasValue(6000);
        IntStream.rangeClosed(6003, 6009).forEach(this::hold);
        assertThat(planning.pickFrom(DJANGO, choice(), 6003)).hasValue(5000);
    }

    @Test
    void severalPortsAreDifferent() {
        hold(5001);
        assertThat(planning.pickSeveral(DJANGO, choice(), 4)).containsExactly(5000, 5002, 5003, 6000);
        assertThat(planning.pickSeveral(DJANGO, choice(), 13)).hasSize(13).doesNotHaveDuplicates();
        assertThat(planning.pickSeveral(DJANGO, choice(), 14)).isEmpty();

        planning.lost(DJANGO.name(), new PortKey(Space.DEFAULT, 5000));
        assertThat(planning.pickSeveral(DJANGO, choice(), 13)).hasSize(13).doesNotHaveDuplicates();
    }

    @Test
    void neighboursAreTheLowestFreeRun() {
        hold(5002, 6003);
        assertThat(planning.pickNeighbours(DJANGO, choice(), 2)).containsExactly(5000, 5001);
        assertThat(planning.pickNeighbours(DJANGO, choice(), 3)).containsExactly(6000, 6001, 6002);
        assertThat(planning.pickNeighbours(DJANGO, choice(), 4)).containsExactly(6004, 6005, 6006, 6007);
        assertThat(planning.pickNeighbours(DJANGO, choice(6006), 4)).isEmpty();
        assertThat(planning.pickNeighbours(DJANGO, choice(), 7)).isEmpty();
        assertThat(records().longestFreeRun(choice()))
                .as("the registry knows nothing of ports that are held")
                .isEqualTo(10);
        assertThat(records().longestFreeRun(choice(6006))).isEqualTo(6);
    }

    @Test
    void neighboursAreFoundInContentionToo() {
        planning.lost(DJANGO.name(), new PortKey(Space.DEFAULT, 5000));
        Set<Integer> firsts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            List<Integer> run = planning.pickNeighbours(DJANGO, choice(), 4);
            assertThat(run).hasSize(4).isSorted().allMatch(TWO::contains);
            assertThat(run.get(3) - run.get(0)).isEqualTo(3);
            firsts.add(run.get(0));
        }
        assertThat(firsts).as("nodes that compete choose different ones").hasSizeGreaterThan(1);
    }

    @Test
    void enoughFreePortsAreCountedInTheRegistry() {
        assertThat(records().hasFree(choice(5000), 13)).isTrue();
        assertThat(records().hasFree(choice(5000), 14)).isFalse();
    }

    private SpaceRecords records() {
        return registry.records(Space.DEFAULT);
    }

    private static PortChoice choice(Integer... excluded) {
        return new PortChoice(TWO, Set.of(excluded));
    }

    private void hold(int... ports) {
        for (int port : ports) {
            planning.hold(new PortKey(Space.DEFAULT, port));
        }
    }
}
