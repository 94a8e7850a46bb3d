package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
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

    private final Outlook outlook = new Outlook(new Registry());
    private final PortPicker picker = new PortPicker(outlook, new Random(20_261_122));

    @Test
    void picksTheLowestFreePortWhileNobodyCompetes() {
        outlook.hold(5000);
        outlook.hold(5001);
        outlook.hold(5003);

        assertThat(picker.pick(DJANGO, RANGE)).hasValue(5002);

        outlook.hold(5002);
        assertThat(picker.pick(DJANGO, RANGE)).hasValue(5004);

        outlook.release(5000);
        assertThat(picker.pick(DJANGO, RANGE)).hasValue(5000);
    }

    @Test
    void picksNothingOutsideTheRange() {
        PortRange narrow = new PortRange(5000, 5001);
        outlook.hold(5000);
        assertThat(picker.pick(DJANGO, narrow)).hasValue(5001);

        outlook.hold(5001);

        assertThat(picker.pick(DJANGO, narrow)).isEmpty();
    }

    @Test
    void picksTheLastPortThereIs() {
        PortRange last = new PortRange(PortRange.HIGHEST, PortRange.HIGHEST);
        assertThat(picker.pick(DJANGO, last)).hasValue(PortRange.HIGHEST);

        outlook.hold(PortRange.HIGHEST);

        assertThat(picker.pick(DJANGO, last)).isEmpty();
    }

    @Test
    void picksAmongTwiceAsManyFreePortsAfterEachLostRace() {
        picker.lost(DJANGO);
        assertThat(picked(DJANGO)).containsExactly(5000, 5001);

        picker.lost(DJANGO);
        assertThat(picked(DJANGO)).containsExactly(5000, 5001, 5002, 5003);
    }

    @Test
    void countsFreePortsOnly() {
        IntStream.range(5000, 5100).forEach(outlook::hold);
        outlook.hold(5101);

        picker.lost(DJANGO);

        assertThat(picked(DJANGO)).containsExactly(5100, 5102);
    }

    @Test
    void neverPicksAmongMoreThanTheWidestWindow() {
        IntStream.range(0, 12).forEach(race -> picker.lost(DJANGO));

        assertThat(picked(DJANGO)).allMatch(port -> port < 5000 + PortPicker.WIDEST);
    }

    @Test
    void picksFreePortsOnlyHoweverFewAreLeftInTheWindow() {
        PortRange narrow = new PortRange(5000, 5009);
        List.of(5000, 5003, 5004, 5005, 5006, 5007, 5008, 5009).forEach(outlook::hold);
        IntStream.range(0, 10).forEach(race -> picker.lost(DJANGO));

        Set<Integer> picked = new TreeSet<>();
        IntStream.range(0, 200)
                .forEach(pick -> picked.add(picker.pick(DJANGO, narrow).orElseThrow()));

        assertThat(picked).containsExactly(5001, 5002);
    }

    @Test
    void comesBackToTheLowestPortWithSuccess() {
        IntStream.range(0, 5).forEach(race -> picker.lost(DJANGO));
        assertThat(picked(DJANGO).size()).isGreaterThan(16);

        IntStream.range(0, 32).forEach(race -> picker.won(DJANGO));

        assertThat(picked(DJANGO)).containsExactly(5000);
    }

    @Test
    void leavesOtherServicesAlone() {
        picker.lost(DJANGO);

        assertThat(picked(FLASK)).containsExactly(5000);
    }

    private Set<Integer> picked(Name service) {
        Set<Integer> picked = new TreeSet<>();
        IntStream.range(0, 500)
                .forEach(pick -> picked.add(picker.pick(service, RANGE).orElseThrow()));
        return picked;
    }
}
