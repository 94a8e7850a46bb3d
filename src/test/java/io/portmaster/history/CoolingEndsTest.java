package io.portmaster.history;

import static io.portmaster.history.CoolingPort.Reason.BUSY;
import static io.portmaster.history.CoolingPort.Reason.LEASE_ENDED;
import static io.portmaster.history.CoolingPort.Reason.RELEASED;
import static io.portmaster.history.Story.BUSY_DELAY;
import static io.portmaster.history.Story.LEASE_TTL;
import static io.portmaster.history.Story.LINGER;
import static io.portmaster.history.Story.REUSE_DELAY;
import static io.portmaster.history.Story.SLACK;
import static io.portmaster.history.Story.refused;
import static io.portmaster.history.Story.renew;
import static io.portmaster.history.Story.unknown;

import org.junit.jupiter.api.Test;

/** A port that cools or lingers for too long is caught, and one that comes free in time is not. */
class CoolingEndsTest {
    private static final String ENDS = new CoolingEnds().claim();
    private static final int COOLED = 1_000 * REUSE_DELAY + SLACK;
    private static final int BUSY_NO_MORE = 1_000 * BUSY_DELAY + SLACK;
    private static final int LINGERED = 1_000 * (LEASE_TTL + LINGER) + SLACK;

    private final Story story = new Story().coolsAfterReleases();

    private Story released() {
        return story.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 1_000)
                .cools(11, 1_015, "web-1", 5000, RELEASED);
    }

    @Test
    void releasedPortThatComesFreeInTimeIsSound() {
        released().cooled(12, 1_015 + COOLED, 5000).isSound();
    }

    @Test
    void releasedPortThatCoolsTooLongIsCaught() {
        released()
                .cooled(12, 1_016 + COOLED, 5000)
                .breaks(ENDS)
                .telling("RELEASED", "web-1", "port 5000", "ended at revision 12");
    }

    @Test
    void releasedPortThatCoolsForEverIsCaught() {
        released().ends(1_016 + COOLED).breaks(ENDS).telling("never ended");
    }

    @Test
    void releasedPortThatMayStillComeFreeIsSound() {
        released().ends(1_015 + COOLED).isSound();
    }

    /** An offer to the former name leaves the key where it is. */
    @Test
    void acceptByTheFormerNameEndsTheCooling() {
        released()
                .getsOffer("web-1", 5000, 12, 1_100)
                .getsAccepted("web-1", 5000, 13, 1_200)
                .cooled(13, 1_215, 5000)
                .ends(60_000)
                .isSound();
    }

    private Story rejectedAsBusy() {
        return story.getsOffer("web-1", 5000, 10, 100)
                .asks(Story.busy("web-1", 5000, false), 200, 210, new Answer.Gone())
                .gone(11, 215, 5000)
                .cools(11, 215, "web-1", 5000, BUSY);
    }

    @Test
    void busyPortThatComesFreeInTimeIsSound() {
        rejectedAsBusy().cooled(12, 215 + BUSY_NO_MORE, 5000).isSound();
    }

    @Test
    void busyPortThatCoolsTooLongIsCaught() {
        rejectedAsBusy().cooled(12, 216 + BUSY_NO_MORE, 5000).breaks(ENDS).telling("BUSY");
    }

    private Story onLease() {
        return story.getsLease(100)
                .getsAllocationOnLease("web-1", 5000, 10, 200)
                .cools(10, 215, "web-1", 5000, LEASE_ENDED);
    }

    @Test
    void lingeringPortThatComesFreeInTimeIsSound() {
        onLease()
                .gone(11, 100 + 1_000 * LEASE_TTL, 5000)
                .cooled(12, 110 + LINGERED, 5000)
                .isSound();
    }

    @Test
    void portThatLingersTooLongIsCaught() {
        onLease()
                .gone(11, 100 + 1_000 * LEASE_TTL, 5000)
                .cooled(12, 111 + LINGERED, 5000)
                .breaks(ENDS)
                .telling("LEASE_ENDED", "after the last renewal of its lease");
    }

    @Test
    void lingerCountsFromTheLastRenewal() {
        onLease()
                .renews(4_000)
                .gone(11, 4_000 + 1_000 * LEASE_TTL, 5000)
                .cooled(12, 4_010 + LINGERED, 5000)
                .isSound();
    }

    @Test
    void renewalOfUnknownResultMayHaveBegunTheLingerAnew() {
        onLease()
                .asks(renew(), 4_000, 4_100, unknown())
                .gone(11, 100 + 1_000 * LEASE_TTL, 5000)
                .cooled(12, 4_100 + LINGERED, 5000)
                .isSound();
    }

    /** It has kept the companion alive, and then met the end of the lease. */
    @Test
    void renewalThatMetTheEndOfItsLeaseMayHaveBegunTheLingerAnew() {
        onLease()
                .gone(11, 110 + 1_000 * LEASE_TTL, 5000)
                .asks(renew(), 5_100, 5_200, refused("lease-not-found"))
                .cooled(12, 5_200 + LINGERED, 5000)
                .isSound();
    }

    @Test
    void releaseOfAPortOnALeaseCoolsForItsOwnTime() {
        onLease()
                .getsReleased("web-1", 5000, 11, 1_000)
                .cools(11, 1_015, "web-1", 5000, RELEASED)
                .cooled(12, 1_016 + COOLED, 5000)
                .breaks(ENDS)
                .telling("RELEASED");
    }

    /** The port lingers, its former name is offered it, and rejects it as busy: the longer delay counts. */
    @Test
    void busyPortThatLingeredCoolsForTheLongerOfBothTimes() {
        onLease()
                .gone(11, 100 + 1_000 * LEASE_TTL, 5000)
                .getsOffer("web-1", 5000, 12, 6_000)
                .asks(Story.busy("web-1", 5000, false), 6_100, 6_110, new Answer.Gone())
                .gone(13, 6_115, 5000)
                .cools(13, 6_115, "web-1", 5000, BUSY)
                .cooled(14, 6_115 + LINGERED, 5000)
                .isSound();
    }
}
