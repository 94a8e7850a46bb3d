package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortPickerTest {
    private static final Name DJANGO = new Name("django");
    private static final Name FLASK = new Name("flask");
    private static final PortRange RANGE = new PortRange(5000, 9999);

    private final Registry registry = new Registry();
    private long now;
    private final PlanningState planning = new PlanningState(registry, new Random(20_261_122), () -> now);

    @Test
    void picksTheLowestFreePortWhileNobodyCompetes() {
        planning.hold(port(5000));
        planning.hold(port(5001));
        planning.hold(port(5003));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5002);

        planning.hold(port(5002));
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5004);

        planning.release(port(5000));
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5000);
    }

    @Test
    void picksNothingOutsideTheRange() {
        PortRange narrow = new PortRange(5000, 5001);
        planning.hold(port(5000));
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(narrow)))
                .hasValue(5001);

        planning.hold(port(5001));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(narrow)))
                .isEmpty();
    }

    @Test
    void picksTheLastPortThereIs() {
        PortRange last = new PortRange(PortRange.HIGHEST, PortRange.HIGHEST);
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(last)))
                .hasValue(PortRange.HIGHEST);

        planning.hold(port(PortRange.HIGHEST));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(last)))
                .isEmpty();
    }

    @Test
    void movesToABlockOfItsOwnAfterALostRace() {
        planning.lost(DJANGO, port(5000));

        List<Integer> picked = claimed(DJANGO, 200);

        assertThat(PortBlock.of(picked.get(0))).isNotEqualTo(PortBlock.of(5000));
        assertThat(picked.get(0)).isLessThan(5000 + (PortPicker.CHOICES + 1) * PortBlock.SIZE);
        assertThat(picked).isEqualTo(neighbours(picked.get(0), 200));
    }

    @Test
    void movesToAnotherBlockOnceItsOwnIsFull() {
        planning.lost(DJANGO, port(5000));

        Set<PortBlock> blocks = new TreeSet<>(Comparator.comparing(PortBlock::number));
        claimed(DJANGO, 3 * PortBlock.SIZE).forEach(port -> blocks.add(PortBlock.of(port)));

        assertThat(blocks).hasSize(3);
    }

    @Test
    void leavesTheBlocksAloneInWhichOthersClaim() {
        planning.lost(DJANGO, port(5000));
        int rivals = 5000 + PortBlock.SIZE;
        appears(rivals, 10, 10);

        for (int pick = 0; pick < 100; pick++) {
            int port = planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE))
                    .orElseThrow();
            assertThat(PortBlock.of(port)).isNotEqualTo(PortBlock.of(rivals));
            planning.lost(DJANGO, port(port));
            now += ContentionTracker.REMEMBERED_FOR.toNanos() / 2;
            appears(rivals + 1 + pick, 11 + pick, 11 + pick);
        }
    }

    @Test
    void aSecondLossInABlockThatItLeftCostsItNothing() {
        planning.lost(DJANGO, port(5000));
        int port = planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE))
                .orElseThrow();

        planning.lost(DJANGO, port(5001));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(port);
    }

    @Test
    void staysInItsBlockWhileOthersClaimElsewhere() {
        planning.lost(DJANGO, port(5000));
        int port = planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE))
                .orElseThrow();
        for (int claims = 1; claims < 10; claims++) {
            now += ContentionTracker.REMEMBERED_FOR.toNanos() - 1;
            appears(5000 + claims, 10 + claims, 10 + claims);
            assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                    .hasValue(port);
        }
    }

    @Test
    void comesBackToTheLowestPortWhenNobodyElseHasClaimedForASecond() {
        planning.lost(DJANGO, port(5000));
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE))
                        .orElseThrow())
                .isNotEqualTo(5000);

        now += ContentionTracker.REMEMBERED_FOR.toNanos();

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5000);
    }

    @Test
    void staysWithTheLowestPortWhileOthersClaimAndNoRaceIsLost() {
        appears(5000, 10, 10);
        appears(5001, 11, 11);

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5002);
    }

    @Test
    void whatThisNodeClaimsItselfIsNoCompetition() {
        planning.lost(DJANGO, port(5000));
        now += ContentionTracker.REMEMBERED_FOR.toNanos();
        planning.hold(port(5000));
        appears(5000, 10, 10);
        planning.learn(present(5001, 11, 11));
        appears(5001, 11, 11);

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5002);
    }

    @Test
    void anAcceptElsewhereIsNoCompetition() {
        planning.lost(DJANGO, port(5000));
        now += ContentionTracker.REMEMBERED_FOR.toNanos();

        appears(5000, 10, 20);

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE)))
                .hasValue(5001);
    }

    @Test
    void choosesAtRandomWhereNoBlockHasRoomLeft() {
        IntStream.rangeClosed(5000, 9999).filter(port -> port % 10 != 0).forEach(port -> planning.hold(port(port)));
        planning.lost(DJANGO, port(5000));

        Set<Integer> picked = new TreeSet<>();
        IntStream.range(0, 5000)
                .forEach(pick -> picked.add(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(RANGE))
                        .orElseThrow()));

        assertThat(picked).hasSize(500).allMatch(port -> port % 10 == 0);
    }

    @Test
    void picksTheLastFreePortAmongRivals() {
        PortRange narrow = new PortRange(5000, 5009);
        List.of(5000, 5001, 5003, 5004, 5005, 5006, 5007, 5008, 5009).forEach(port -> planning.hold(port(port)));
        planning.lost(DJANGO, port(5000));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(narrow)))
                .hasValue(5002);
        planning.hold(port(5002));
        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(narrow)))
                .isEmpty();
    }

    @Test
    void keepsToTheRangeWhenThatShrinks() {
        planning.lost(DJANGO, port(5000));
        claimed(DJANGO, 10);
        PortRange shrunk = new PortRange(5000, 5010);

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, DJANGO), choice(shrunk))
                        .orElseThrow())
                .isBetween(5000, 5010);
    }

    @Test
    void leavesOtherServicesAlone() {
        planning.lost(DJANGO, port(5000));

        assertThat(planning.pick(new ServiceRef(Space.DEFAULT, FLASK), choice(new PortRange(20000, 20009))))
                .hasValue(20000);
    }

    /** The registry gets a record of another node, or one that this node expects. */
    private void appears(int port, long createRevision, long modRevision) {
        registry.put(present(port, createRevision, modRevision).entry());
    }

    private static KeyState present(int port, long createRevision, long modRevision) {
        return KeyState.present(
                new Key.PortKey(Space.DEFAULT, port), new Value.Index(port), createRevision, modRevision);
    }

    private List<Integer> claimed(Name service, int count) {
        return IntStream.range(0, count)
                .mapToObj(claim -> {
                    int port = planning.pick(new ServiceRef(Space.DEFAULT, service), choice(RANGE))
                            .orElseThrow();
                    planning.hold(port(port));
                    return port;
                })
                .toList();
    }

    private static List<Integer> neighbours(int from, int count) {
        return IntStream.range(from, from + count).boxed().toList();
    }

    private static Key.PortKey port(int port) {
        return new Key.PortKey(Space.DEFAULT, port);
    }

    private static PortChoice choice(PortRange range) {
        return new PortChoice(PortSet.of(range), Set.of());
    }
}
