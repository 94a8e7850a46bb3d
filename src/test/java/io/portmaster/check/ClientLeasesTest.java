package io.portmaster.check;

import static io.portmaster.check.PlantedKeys.CLIENTS;
import static io.portmaster.check.PlantedKeys.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.StoredKey;
import io.portmaster.record.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test breaks one invariant of clients' leases and of allocations on them, or shows a state that is right. */
class ClientLeasesTest {
    private static final Lease OTHER = new Lease(0x50);

    private final PlantedKeys keys = new PlantedKeys();

    @BeforeEach
    void haveALeaseWithAnAllocation() {
        keys.service("django", range(5000, 5009));
        keys.lease(CLIENTS);
        keys.waiting(keys.allocation(5000, "web-01", CLIENTS), CLIENTS);
    }

    // What is right.

    @Test
    void leaseWithItsAllocationPasses() {
        keys.assertSound();
        assertThat(keys.report().leases()).isEqualTo(new LeaseCounts(1, 0, 0));
    }

    @Test
    void endedLeaseLeavesItsCompanionsAnchor() {
        keys.companionAnchor(OTHER, OTHER.companion());
        keys.assertSound();
        assertThat(keys.report().leases()).isEqualTo(new LeaseCounts(1, 0, 1));
    }

    @Test
    void leaseThatIsBeingEndedMayStillCarryAllocations() {
        keys.anchor(new Key.LeaseAnchor(CLIENTS), keys.clientLease().asEnding(), CLIENTS);
        keys.assertSound();
        assertThat(keys.report().leases()).isEqualTo(new LeaseCounts(1, 1, 0));
    }

    /** A keep-alive was on its way for longer than the linger. */
    @Test
    void companionMayEndFirstWithAllThatIsOnIt() {
        keys.remove("_leases/0000000000000040/linger");
        keys.remove("default/cooling/05000");
        keys.assertSound();
    }

    /** A leader of the store was elected, and the first renewal since then has put the lease on another pair. */
    @Test
    void replacedPairCarriesTheLease() {
        keys.remove("default/cooling/05000");
        keys.later();
        keys.leaseOn(CLIENTS, OTHER);
        keys.waitingOn(keys.allocationOn(5000, "web-01", CLIENTS, OTHER), CLIENTS, OTHER);
        keys.assertSound();
    }

    @Test
    void allocationMayBeOnTheFormerPairUntilItIsMoved() {
        keys.later();
        keys.leaseMoving(CLIENTS, OTHER);
        keys.assertSound();
        keys.leaseOn(CLIENTS, OTHER);
        keys.assertViolated(
                "ports/05000: an allocation on lease 40, whose record names lease 40, which lease 50 carries",
                "cooling/05000: cools on lease 41, not on the companion of lease 40, which lease 50 carries");
    }

    /** Both pairs end at about the same time when nobody renews the lease. */
    @Test
    void newPairMayEndBeforeTheAnchorDoes() {
        keys.later();
        keys.leaseMoving(CLIENTS, OTHER);
        keys.later();
        keys.waitingOn(keys.allocationOn(5000, "web-01", CLIENTS, OTHER), CLIENTS, OTHER);
        keys.remove("default/ports/05000");
        keys.remove("default/instances/django/web-01");
        keys.assertSound();
        keys.leaseOn(CLIENTS, OTHER);
        keys.assertViolated("cooling/05000: waits for the end of lease 40, and no allocation on it has the port");
    }

    /** The anchor ends with the former pair. What was moved before ends within the lease's time. */
    @Test
    void movedAllocationMayOutliveALeaseThatEndedDuringTheMove() {
        keys.later();
        keys.leaseMoving(CLIENTS, OTHER);
        keys.later();
        keys.waitingOn(keys.allocationOn(5000, "web-01", CLIENTS, OTHER), CLIENTS, OTHER);
        keys.assertSound();
        keys.remove("_leases/0000000000000040");
        keys.assertSound();
    }

    @Test
    void recordsOfANewerReleaseAreNotJudged() {
        FormatVersion v3 = FormatVersion.of(3);
        keys.anchor(
                new Key.LeaseAnchor(OTHER),
                new ClientLease(60, 30, keys.samples.tick(), Labels.EMPTY, false, null, null, 1, v3),
                CLIENTS);
        Allocation old = keys.samples.allocation(5001, "django", "web-02");
        keys.holding(
                new Allocation(
                        5001, old.service(), old.name(), old.created(), old.receipt(), Labels.EMPTY, null, OTHER, v3),
                CLIENTS);
        keys.assertSound();
    }

    // What is wrong.

    @Test
    void allocationThatWasWrittenSinceThePairWasReplacedAndIsOnTheFormerOneIsFound() {
        keys.leaseMoving(CLIENTS, OTHER);
        keys.later();
        keys.waitingOn(keys.allocationOn(5000, "web-01", CLIENTS, CLIENTS), CLIENTS, CLIENTS);
        keys.assertViolated(
                "ports/05000: an allocation on lease 40, whose record names lease 40, which lease 50 carries",
                "cooling/05000: cools on lease 41, not on the companion of lease 40, which lease 50 carries");
    }

    @Test
    void anchorThatIsNotOnThePairThatItNamesIsFound() {
        keys.later();
        keys.leaseMoving(CLIENTS, OTHER);
        keys.companionAnchor(CLIENTS, CLIENTS.companion());
        keys.assertViolated("_leases/0000000000000040/linger: an anchor on lease 41, not on its own lease 51");
    }

    @Test
    void allocationWithoutItsCoolingKeyIsFound() {
        keys.remove("default/cooling/05000");
        keys.assertViolated("ports/05000: an allocation on lease 40 without a cooling key");
    }

    @Test
    void allocationWhoseCoolingKeyHasOutlivedItsCompanionIsFound() {
        keys.remove("_leases/0000000000000040/linger");
        keys.assertViolated("cooling/05000: cools on lease 41, which has no companion's anchor");
    }

    @Test
    void allocationOnALeaseWithoutAnchorIsFound() {
        keys.remove("_leases/0000000000000040");
        keys.assertViolated("ports/05000: an allocation on lease 40, which has no anchor");
    }

    @Test
    void allocationOnAnotherLeaseThanItsRecordNamesIsFound() {
        keys.lease(OTHER);
        Allocation allocation =
                keys.samples.allocation(5000, "django", "web-01").on(CLIENTS);
        keys.holding(allocation, OTHER);
        keys.assertViolated("ports/05000: an allocation on lease 50, whose record names lease 40");
    }

    @Test
    void allocationThatNamesALeaseAndIsOnNoneIsFound() {
        keys.holding(keys.samples.allocation(5000, "django", "web-01").on(CLIENTS), Lease.NONE);
        keys.assertViolated("ports/05000: an allocation on no lease, whose record names lease 40");
    }

    @Test
    void allocationThatNamesNoLeaseAndIsOnOneIsFound() {
        keys.holding(keys.samples.allocation(5001, "django", "web-02"), CLIENTS);
        keys.assertViolated("ports/05001: an allocation on lease 40, which would end it");
    }

    @Test
    void indexOnNoLeaseIsFound() {
        keys.index(keys.samples.allocation(5000, "django", "web-01"), 5000, Lease.NONE);
        keys.assertViolated(
                "ports/05000, instances/django/web-01: the record is on lease 40 and its index key on no lease");
    }

    @Test
    void allocationOnALeaseInAServiceOfVersion1IsFound() {
        keys.service("django", FormatVersion.V1, range(5000, 5009));
        keys.assertViolated(
                "ports/05000, services/django: its service is of format version 1",
                "cooling/05000, services/django: its service is of format version 1");
    }

    @Test
    void offerOnAClientsLeaseOrItsCompanionIsFound() {
        Offer first = keys.samples.offer(5001, "django", "web-02");
        Offer second = keys.samples.offer(5002, "django", "web-03");
        keys.holding(first, CLIENTS);
        keys.holding(second, CLIENTS.companion());
        keys.assertViolated(
                "ports/05001: an offer on lease 40, which is a client's",
                "ports/05002: an offer on lease 41, which is a client's");
    }

    @Test
    void anchorOnAnotherLeaseIsFound() {
        keys.ownAnchor(OTHER, OTHER.companion());
        keys.companionAnchor(OTHER, Lease.NONE);
        keys.assertViolated(
                "_leases/0000000000000050: an anchor on lease 51, not on its own lease 50",
                "_leases/0000000000000050/linger: an anchor on no lease, not on its own lease 51");
    }

    @Test
    void anchorOfAnOddNumberIsFound() {
        Lease odd = new Lease(0x51);
        keys.ownAnchor(odd, odd);
        keys.assertViolated("_leases/0000000000000051: the anchor has an odd number, which only companions have");
    }

    @Test
    void anchorOfVersion1IsFound() {
        keys.anchor(
                new Key.LeaseAnchor(OTHER),
                new ClientLease(60, 30, keys.samples.tick(), Labels.EMPTY, false, null, null, 1, FormatVersion.V1),
                OTHER);
        keys.assertViolated("_leases/0000000000000050: an anchor of format version 1");
    }

    @Test
    void anchorThatCannotBeReadIsFoundAndStandsAllTheSame() {
        keys.anchor(new Key.LeaseAnchor(CLIENTS), new Value.Unreadable("no number in ttl\nor so"), CLIENTS);
        keys.assertViolated("_leases/0000000000000040: can't be read: no number in ttl");
    }

    @Test
    void recordThatCannotBeReadHidesNoCoolingKey() {
        keys.content(
                "ports/05000", new Key.PortKey(Space.DEFAULT, 5000), new Value.Unreadable("no text in name"), CLIENTS);
        keys.assertViolated("ports/05000: can't be read: no text in name");
    }

    @Test
    void reservedKeysAreNoAnchors() {
        keys.put(new StoredKey.Reserved("_later"));
        keys.assertSound();
    }
}
