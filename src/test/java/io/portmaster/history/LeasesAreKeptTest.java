package io.portmaster.history;

import static io.portmaster.history.Story.LEASE_TTL;
import static io.portmaster.history.Story.SLACK;
import static io.portmaster.history.Story.allocated;
import static io.portmaster.history.Story.endLease;
import static io.portmaster.history.Story.leased;
import static io.portmaster.history.Story.refused;
import static io.portmaster.history.Story.release;
import static io.portmaster.history.Story.renew;
import static io.portmaster.history.Story.unknown;

import org.junit.jupiter.api.Test;

/** An allocation that its lease ends too early or too late is caught, and one that ends in time is not. */
class LeasesAreKeptTest {
    private static final String LEASES = new LeasesAreKept().claim();
    private static final String HELD_TWICE = new NothingHeldTwice().claim();
    private static final String COOLING = new CoolingIsKept().claim();
    private static final int TTL = 1_000 * LEASE_TTL;

    private final Story story = new Story();

    private Story onLease() {
        return story.getsLease(100).getsAllocationOnLease("web-1", 5000, 10, 200);
    }

    @Test
    void allocationThatEndsWithItsLeaseIsSound() {
        onLease().gone(11, 100 + TTL, 5000).ends(60_000).isSound();
    }

    @Test
    void allocationThatEndsBeforeItsClientHasToStopIsCaught() {
        onLease().gone(11, 99 + TTL, 5000).breaks(LEASES).telling("0.001 s before its client had to stop", "web-1");
    }

    @Test
    void renewedLeaseHasToStandLonger() {
        onLease().renews(3_000).gone(11, 2_999 + TTL, 5000).breaks(LEASES).telling("web-1 on port 5000");
    }

    @Test
    void ttlCountsFromWhenTheRenewalWasSent() {
        onLease()
                .asks(renew(), 3_000, 4_000, leased())
                .gone(11, 3_000 + TTL, 5000)
                .ends(60_000)
                .isSound();
    }

    @Test
    void renewalOfUnknownResultPromisesNothing() {
        onLease()
                .asks(renew(), 3_000, 4_000, unknown())
                .gone(11, 100 + TTL, 5000)
                .isSound();
    }

    @Test
    void allocationMayEndEarlyByItsRelease() {
        onLease().getsReleased("web-1", 5000, 11, 300).isSound();
    }

    @Test
    void allocationMayEndEarlyByTheEndOfItsLease() {
        onLease().asks(endLease(), 300, 310, unknown()).gone(11, 400, 5000).isSound();
    }

    @Test
    void endOfTheLeaseThatWasRefusedIsNoExcuse() {
        onLease()
                .asks(endLease(), 300, 310, refused("store-unavailable"))
                .gone(11, 400, 5000)
                .breaks(LEASES);
    }

    @Test
    void allocationMayEndEarlyIfTheRunRevokedItsLease() {
        onLease().gone(11, 400, 5000).revokes(5000, 10).isSound();
    }

    @Test
    void allocationThatOutlivesItsLeaseIsCaught() {
        onLease().gone(11, 110 + TTL + SLACK + 1, 5000).breaks(LEASES).telling("still there");
    }

    @Test
    void allocationThatNeverEndsIsCaught() {
        onLease().ends(110 + TTL + SLACK + 1).breaks(LEASES).telling("never ended", "web-1 on port 5000");
    }

    @Test
    void allocationThatMayStillEndIsSound() {
        onLease().ends(110 + TTL + SLACK).isSound();
    }

    @Test
    void lateRenewalOfUnknownResultMayKeepTheLease() {
        onLease()
                .asks(renew(), 3_000, 4_000, unknown())
                .gone(11, 4_000 + 10_000 + TTL, 5000)
                .isSound();
    }

    @Test
    void renewalThatIsRefusedInTimeIsCaught() {
        onLease()
                .asks(renew(), 3_000, 3_010, refused("lease-not-found"))
                .gone(11, 100 + TTL, 5000)
                .breaks(LEASES)
                .telling("refused before its client had to stop");
    }

    @Test
    void renewalThatIsRefusedAfterTheEndIsSound() {
        onLease()
                .gone(11, 100 + TTL, 5000)
                .asks(renew(), 200 + TTL, 210 + TTL, refused("lease-not-found"))
                .isSound();
    }

    @Test
    void leaseOfNobodyIsCaught() {
        story.getsAllocationOnLease("web-1", 5000, 10, 200).breaks(LEASES).telling("no client was told of");
    }

    @Test
    void portOfALeaseThatStandsForSureIsNobodyElses() {
        onLease()
                .asks(release("web-1"), 250, 260, refused("store-unavailable"))
                .gone(11, 300, 5000)
                .getsAllocation("web-2", 5000, 12, 400)
                .breaks(LEASES, HELD_TWICE, COOLING)
                .telling("5000 is in two hands");
    }

    @Test
    void portOfALeaseMayPassOnWhenItsClientHadToStopAndItLingered() {
        onLease()
                .gone(11, 100 + TTL, 5000)
                .getsAllocation("web-2", 5000, 12, 100 + TTL + 1_000 * Story.LINGER)
                .isSound();
    }

    @Test
    void allocationWithoutALeaseIsJudgedAsBefore() {
        story.getsLease(100)
                .getsAllocation("web-1", 5000, 10, 200)
                .gone(11, 100 + TTL, 5000)
                .breaks(new AcceptsStand().claim(), new NothingUnasked().claim());
    }

    @Test
    void portOfAnOfferThatWasAcceptedOntoALeaseMayPassOnBeforeTheOffersTerm() {
        story.getsLease(100)
                .getsOffer("web-1", 5000, 10, 200)
                .asks(
                        new Request.Accept("web-1", 5000, "secret-of-web-1", Story.LEASE),
                        300,
                        310,
                        Story.granted(allocated("web-1", 5000), 11))
                .seenOnLease(11, 315, allocated("web-1", 5000))
                .asks(endLease(), 400, 410, new Answer.Gone())
                .gone(12, 410, 5000)
                .getsAllocation("web-2", 5000, 13, 500)
                .isSound();
    }

    private Story moved(long lease) {
        return onLease()
                .getsOtherLease(2_000)
                .asks(Story.move("web-1", 5000, 10, lease), 2_100, 2_110, Story.granted(allocated("web-1", 5000), 11))
                .seenOn(lease, 11, 2_115, allocated("web-1", 5000));
    }

    @Test
    void allocationThatMovedEndsWithItsNewLease() {
        moved(Story.OTHER_LEASE).gone(12, 2_000 + TTL, 5000).ends(60_000).isSound();
    }

    @Test
    void allocationThatMovedAndEndsWithItsFormerLeaseIsCaught() {
        moved(Story.OTHER_LEASE).gone(12, 100 + TTL, 5000).breaks(LEASES).telling("before its client had to stop");
    }

    @Test
    void allocationThatWasTakenOffItsLeaseStands() {
        moved(0).ends(60_000).isSound();
    }

    @Test
    void allocationThatWasTakenOffItsLeaseAndEndsWithItIsCaught() {
        moved(0).gone(12, 100 + TTL, 5000).breaks(new AcceptsStand().claim(), new NothingUnasked().claim());
    }

    @Test
    void allocationThatIsWrittenAgainOnItsLeaseStands() {
        moved(Story.OTHER_LEASE)
                .seenOn(Story.OTHER_LEASE, 12, 2_200, allocated("web-1", 5000))
                .getsReleased("web-1", 5000, 13, 2_300)
                .isSound();
    }

    /** An accept onto the former lease that hung until then. */
    @Test
    void allocationThatMovesBackIsCaught() {
        moved(Story.OTHER_LEASE)
                .seenOnLease(12, 2_200, allocated("web-1", 5000))
                .getsReleased("web-1", 5000, 13, 2_300)
                .breaks(new RequestsActOnce().claim())
                .telling("a record was written again");
    }

    /** It says which revision it moves. */
    @Test
    void moveThatActsTwiceIsCaught() {
        moved(Story.OTHER_LEASE)
                .seenOn(0, 12, 2_200, allocated("web-1", 5000))
                .seenOn(Story.OTHER_LEASE, 13, 2_300, allocated("web-1", 5000))
                .getsReleased("web-1", 5000, 14, 2_400)
                .breaks(new RequestsActOnce().claim());
    }

    @Test
    void moveOntoAnotherLeaseThanItsClientWasToldIsCaught() {
        onLease()
                .getsOtherLease(2_000)
                .asks(
                        Story.move("web-1", 5000, 10, Story.OTHER_LEASE),
                        2_100,
                        2_110,
                        Story.granted(allocated("web-1", 5000), 10))
                .getsReleased("web-1", 5000, 11, 2_300)
                .breaks(new YesesNameTheLease().claim())
                .telling("on lease 64");
    }

    @Test
    void portOfAnAllocationThatMovedMayPassOnWithItsNewLease() {
        moved(Story.OTHER_LEASE)
                .asks(new Request.EndLease(Story.OTHER_LEASE), 2_300, 2_310, new Answer.Gone())
                .gone(12, 2_310, 5000)
                .getsAllocation("web-2", 5000, 13, 2_400)
                .isSound();
    }

    @Test
    void acceptOntoALeaseIsOnIt() {
        story.getsLease(100)
                .getsOffer("web-1", 5000, 10, 200)
                .asks(
                        new Request.Accept("web-1", 5000, "secret-of-web-1", Story.LEASE),
                        300,
                        310,
                        Story.granted(allocated("web-1", 5000), 11))
                .seenOnLease(11, 315, allocated("web-1", 5000))
                .gone(12, 100 + TTL, 5000)
                .ends(60_000)
                .isSound();
    }
}
