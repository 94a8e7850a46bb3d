package io.portmaster.check;

import static io.portmaster.check.PlantedKeys.range;

import org.junit.jupiter.api.Test;

/** The ranges of services, and not the bounds of the ranges, count. */
class ServiceRangesTest {
    private final PlantedKeys keys = new PlantedKeys();

    @Test
    void serviceMayLieInTheGapOfAnother() {
        keys.service("django", range(5000, 5009), range(5100, 5109));
        keys.service("flask", range(5010, 5099), range(5110, 5119));
        keys.allocation(5000, "web-01");
        keys.allocation(5109, "web-02");
        keys.assertSound();
    }

    @Test
    void portInTheGapOfItsServiceIsFound() {
        keys.service("django", range(5000, 5009), range(5100, 5109));
        keys.allocation(5050, "web-01");
        keys.assertViolated(
                "ports/05050, services/django: the port lies outside its service's ranges, 5000-5009,5100-5109");
    }

    @Test
    void servicesThatOverlapInTwoRangesAreFoundOnce() {
        keys.service("django", range(5000, 5009), range(5100, 5109));
        keys.service("flask", range(5005, 5020), range(5105, 5120));
        keys.assertViolated("services/django, services/flask: the ranges overlap");
    }

    @Test
    void secondRangeInsideAnotherServiceIsFound() {
        keys.service("django", range(5000, 5109));
        keys.service("flask", range(4000, 4009), range(5050, 5059));
        keys.assertViolated("services/django, services/flask: the ranges overlap");
    }
}
