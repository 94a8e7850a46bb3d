package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyState;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each space is planned separately, and is forgotten when nothing is known of it. */
class PlanningStateTest {
    private static final Space OTHER = new Space("dc-2");
    private static final PortRange RANGE = new PortRange(5000, 5009);
    private static final Name DJANGO = new Name("django");
    private static final ServiceRef HERE = new ServiceRef(Space.DEFAULT, DJANGO);
    private static final ServiceRef THERE = new ServiceRef(OTHER, DJANGO);

    private final Samples samples = new Samples();
    private final Registry registry = new Registry();
    private final PlanningState planning = new PlanningState(registry, new Random(1), () -> 0);

    @BeforeEach
    void registryIsAtTen() {
        registry.replace(List.of(), 10);
    }

    @Test
    void aPortInHandIsFreeInAnotherSpace() {
        planning.hold(new PortKey(Space.DEFAULT, 5000));

        assertThat(planning.pick(HERE, choice(RANGE))).hasValue(5001);
        assertThat(planning.pick(THERE, choice(RANGE))).hasValue(5000);

        planning.hold(new PortKey(OTHER, 5000));
        planning.release(new PortKey(Space.DEFAULT, 5000));

        assertThat(planning.pick(HERE, choice(RANGE))).hasValue(5000);
        assertThat(planning.pick(THERE, choice(RANGE))).hasValue(5001);
    }

    @Test
    void whatWasLearnedOfAPortIsOfItsSpace() {
        planning.learn(
                KeyState.present(new PortKey(OTHER, 5000), samples.allocation(5000, "django", "web-01"), 12, 12));

        assertThat(planning.view(OTHER).holding(5000)).isNotNull();
        assertThat(planning.view(Space.DEFAULT).holding(5000)).isNull();
        assertThat(planning.pick(HERE, choice(RANGE))).hasValue(5000);
        assertThat(planning.pick(THERE, choice(RANGE))).hasValue(5001);
    }

    @Test
    void aLostRaceMovesNobodyInAnotherSpace() {
        PortRange wide = new PortRange(5000, 9999);
        planning.lost(DJANGO, new PortKey(OTHER, 5000));

        assertThat(PortBlock.of(planning.pick(THERE, choice(wide)).orElseThrow()))
                .isNotEqualTo(PortBlock.of(5000));
        assertThat(planning.pick(HERE, choice(wide))).hasValue(5000);
    }

    @Test
    void aPlanThatBeginsLateSeesWhatTheRegistryShows() {
        registry.put(new Entry<>(new PortKey(OTHER, 5000), samples.offer(5000, "django", "web-01"), 11, 11));
        registry.advance(11);

        assertThat(planning.pick(THERE, choice(RANGE))).hasValue(5001);

        registry.put(new Entry<>(new PortKey(OTHER, 5001), samples.offer(5001, "django", "web-02"), 12, 12));
        registry.delete(new PortKey(OTHER, 5000));
        registry.advance(12);

        assertThat(planning.pick(THERE, choice(RANGE))).hasValue(5000);
    }

    @Test
    void aSpaceWithoutRecordsLeavesNothingBehind() {
        for (int i = 0; i < 100; i++) {
            Space unknown = new Space("nowhere-" + i);
            assertThat(planning.view(unknown).service(DJANGO)).isNull();
            assertThat(planning.pick(new ServiceRef(unknown, DJANGO), choice(RANGE)))
                    .hasValue(5000);
        }

        assertThat(planning.size()).isZero();
    }

    @Test
    void aSpaceThatWasEmptiedIsForgottenOnceNothingIsUnderWay() {
        ServiceKey service = new ServiceKey(OTHER, DJANGO);
        registry.put(new Entry<>(service, samples.service("django", 5000, 5009), 11, 11));
        registry.advance(11);
        assertThat(planning.view(OTHER).service(DJANGO)).isNotNull();
        planning.hold(new PortKey(OTHER, 5000));
        planning.learn(KeyState.absent(new PortKey(OTHER, 5001), 13));

        registry.delete(service);
        registry.advance(12);
        assertThat(planning.size()).as("while a claim is in flight").isEqualTo(1);
        planning.release(new PortKey(OTHER, 5000));
        assertThat(planning.size()).isEqualTo(1);

        registry.advance(13);
        assertThat(planning.size()).isZero();
    }

    private static PortChoice choice(PortRange range) {
        return new PortChoice(PortSet.of(range), Set.of());
    }
}
