package io.portmaster.check;

import static io.portmaster.check.PlantedKeys.CLIENTS;
import static io.portmaster.check.PlantedKeys.DELAY;
import static io.portmaster.check.PlantedKeys.DJANGO;
import static io.portmaster.check.PlantedKeys.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Cooling.Reason;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test breaks one invariant of ports that cool, or shows a state that is right. */
class CoolingPortsTest {
    private final PlantedKeys keys = new PlantedKeys();

    @BeforeEach
    void haveAService() {
        keys.service("django", range(5000, 5009));
    }

    // What is right.

    @Test
    void releasedAndBusyPortsCoolOnALeaseOfTheirDelay() {
        keys.cooling(5000, "web-01", Reason.RELEASED, null, DELAY);
        keys.cooling(5001, "web-02", Reason.BUSY, null, DELAY);
        keys.assertSound();
        assertThat(keys.report().spaces()).containsExactly(new SpaceCounts("default", 1, 0, 0, 0, 2, 0, 0, 0));
    }

    @Test
    void formerNameMayHaveAnOfferOfItsPort() {
        keys.cooling(5000, "web-01", Reason.RELEASED, null, DELAY);
        keys.offer(5000, "web-01");
        keys.assertSound();
        assertThat(keys.report().spaces()).containsExactly(new SpaceCounts("default", 1, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void formerNameMayHaveAnOfferOfItsLingeringPort() {
        keys.companionAnchor(CLIENTS, CLIENTS.companion());
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.offer(5000, "web-01");
        keys.assertSound();
    }

    @Test
    void portsOfAnEndedLeaseLingerOnItsCompanion() {
        keys.companionAnchor(CLIENTS, CLIENTS.companion());
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.assertSound();
    }

    @Test
    void portOfAnAllocationOnALeaseWaitsAndIsNotCounted() {
        keys.lease(CLIENTS);
        keys.waiting(keys.allocation(5000, "web-01", CLIENTS), CLIENTS);
        keys.assertSound();
        assertThat(keys.report().spaces()).containsExactly(new SpaceCounts("default", 1, 0, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void coolingKeyOfANewerReleaseIsNotJudged() {
        Cooling newer = new Cooling(
                5000, DJANGO, new Name("web-01"), Reason.RELEASED, 30, keys.samples.tick(), null, FormatVersion.of(3));
        keys.cooling(newer, Lease.NONE);
        keys.allocation(5000, "web-02");
        keys.assertSound();
    }

    // What is wrong.

    @Test
    void coolingOnNoLeaseIsFound() {
        keys.cooling(5000, "web-01", Reason.RELEASED, null, Lease.NONE);
        keys.assertViolated("cooling/05000: cools on no lease, so that the port would never be free");
    }

    @Test
    void coolingOfAReleaseOnAClientsLeaseOrItsCompanionIsFound() {
        keys.lease(CLIENTS);
        keys.cooling(5000, "web-01", Reason.RELEASED, null, CLIENTS);
        keys.cooling(5001, "web-02", Reason.BUSY, null, CLIENTS.companion());
        keys.assertViolated(
                "cooling/05000: cools as released on lease 40, which is a client's",
                "cooling/05001: cools as busy on lease 41, which is a client's");
    }

    @Test
    void lingeringElsewhereThanOnTheCompanionIsFound() {
        keys.companionAnchor(CLIENTS, CLIENTS.companion());
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, DELAY);
        keys.assertViolated("cooling/05000: cools on lease 7d, not on the companion of lease 40");
    }

    @Test
    void lingeringWithoutTheCompanionsAnchorIsFound() {
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.assertViolated("cooling/05000: cools on lease 41, which has no companion's anchor");
    }

    @Test
    void reasonThatDoesNotFitTheRecordsLeaseIsFound() {
        keys.companionAnchor(CLIENTS, CLIENTS.companion());
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, null, CLIENTS.companion());
        keys.cooling(5001, "web-02", Reason.RELEASED, CLIENTS, CLIENTS.companion());
        keys.assertViolated(
                "cooling/05000: the reason is lease-ended, and the record names no lease",
                "cooling/05001: the reason is released, and the record names lease 40");
    }

    @Test
    void anotherNamesOfferOfAPortThatCoolsIsFound() {
        keys.cooling(5000, "web-01", Reason.RELEASED, null, DELAY);
        keys.offer(5000, "web-02");
        keys.assertViolated(
                "ports/05000, cooling/05000: the port cools after django/web-01 (released), and is offered");
    }

    @Test
    void offerOfABusyPortIsFoundWhoeverHasIt() {
        keys.cooling(5000, "web-01", Reason.BUSY, null, DELAY);
        keys.offer(5000, "web-01");
        keys.assertViolated("ports/05000, cooling/05000: the port cools after django/web-01 (busy), and is offered");
    }

    @Test
    void allocationOfAPortThatCoolsIsFoundAlsoOfTheFormerName() {
        keys.cooling(5000, "web-01", Reason.RELEASED, null, DELAY);
        keys.allocation(5000, "web-01");
        keys.assertViolated("ports/05000, cooling/05000: the port cools after django/web-01, and is allocated");
    }

    @Test
    void coolingKeyThatWaitsForAnAllocationOfAnotherNameIsFound() {
        keys.lease(CLIENTS);
        keys.allocation(5000, "web-01", CLIENTS);
        keys.cooling(5000, "web-02", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.assertViolated("ports/05000, cooling/05000: the port cools after django/web-02, and is allocated");
    }

    @Test
    void coolingKeyThatWaitsForAnotherLeaseThanItsAllocationIsFound() {
        Lease other = new Lease(0x50);
        keys.lease(CLIENTS);
        keys.lease(other);
        Allocation allocation = keys.allocation(5000, "web-01", CLIENTS);
        keys.waiting(allocation, other);
        keys.assertViolated("ports/05000, cooling/05000: the port cools after django/web-01, and is allocated");
    }

    @Test
    void coolingKeyThatWaitsWithoutAnAllocationIsFound() {
        keys.lease(CLIENTS);
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.assertViolated("cooling/05000: waits for the end of lease 40, and no allocation on it has the port");
    }

    @Test
    void coolingKeyThatWaitsWithAnOfferIsFound() {
        keys.lease(CLIENTS);
        keys.cooling(5000, "web-01", Reason.LEASE_ENDED, CLIENTS, CLIENTS.companion());
        keys.offer(5000, "web-01");
        keys.assertViolated("cooling/05000: waits for the end of lease 40, and no allocation on it has the port");
    }

    @Test
    void coolingOutsideTheServicesRangesIsFound() {
        keys.service("flask", range(6000, 6009), range(6100, 6109));
        Cooling gap = new Cooling(6050, new Name("flask"), new Name("a"), Reason.BUSY, 30, keys.samples.tick());
        keys.cooling(gap, DELAY);
        keys.assertViolated(
                "cooling/06050, services/flask: the port lies outside its service's ranges, 6000-6009,6100-6109");
    }

    @Test
    void coolingOfNoServiceIsFound() {
        keys.cooling(new Cooling(6000, new Name("flask"), new Name("a"), Reason.BUSY, 30, keys.samples.tick()), DELAY);
        keys.assertViolated("cooling/06000: belongs to the service flask, which isn't there");
    }

    @Test
    void coolingInAServiceOfVersion1IsFound() {
        keys.service("django", FormatVersion.V1, range(5000, 5009));
        keys.cooling(5000, "web-01", Reason.RELEASED, null, DELAY);
        keys.assertViolated("cooling/05000, services/django: its service is of format version 1");
    }

    @Test
    void coolingKeyOfVersion1IsFound() {
        keys.cooling(
                new Cooling(
                        5000,
                        DJANGO,
                        new Name("web-01"),
                        Reason.RELEASED,
                        30,
                        keys.samples.tick(),
                        null,
                        FormatVersion.V1),
                DELAY);
        keys.assertViolated("cooling/05000: a cooling key of format version 1");
    }

    @Test
    void coolingKeyThatCannotBeReadIsFoundAndLeadsToNothingElse() {
        keys.lease(CLIENTS);
        keys.allocation(5000, "web-01", CLIENTS);
        keys.content(
                "cooling/05000",
                new Key.CoolingKey(Space.DEFAULT, 5000),
                new Value.Unreadable("no text in reason"),
                CLIENTS.companion());
        keys.assertViolated("cooling/05000: can't be read: no text in reason");
    }
}
