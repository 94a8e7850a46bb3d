package io.portmaster.history;

import static io.portmaster.history.Story.BUSY_DELAY;
import static io.portmaster.history.Story.LEASE_TTL;
import static io.portmaster.history.Story.LINGER;
import static io.portmaster.history.Story.REUSE_DELAY;
import static io.portmaster.history.Story.TTL;
import static io.portmaster.history.Story.busy;
import static io.portmaster.history.Story.endLease;
import static io.portmaster.history.Story.granted;
import static io.portmaster.history.Story.offer;
import static io.portmaster.history.Story.offered;
import static io.portmaster.history.Story.release;
import static io.portmaster.history.Story.unknown;

import org.junit.jupiter.api.Test;

/** A port that is given before its time is caught, and one that is given in time, or to its former name, is not. */
class CoolingIsKeptTest {
    private static final String COOLING = new CoolingIsKept().claim();
    private static final int COOL = 1_000 * REUSE_DELAY;
    private static final int BUSY = 1_000 * BUSY_DELAY;
    private static final int LINGERS = 1_000 * (LEASE_TTL + LINGER);

    private final Story story = new Story().coolsAfterReleases();

    private Story released() {
        return story.getsAllocation("web-1", 5000, 10, 100).getsReleased("web-1", 5000, 11, 1_000);
    }

    @Test
    void releasedPortIsGivenInTime() {
        released().getsAllocation("web-2", 5000, 12, 1_000 + COOL).isSound();
    }

    @Test
    void releasedPortThatIsGivenTooEarlyIsCaught() {
        released()
                .getsAllocation("web-2", 5000, 12, 1_000 + COOL - 16)
                .breaks(COOLING)
                .telling("web-2 on port 5000", "0.001 s too early", "web-1 on port 5000");
    }

    @Test
    void formerNameMayComeBack() {
        released().getsAllocation("web-1", 5000, 12, 1_100).isSound();
    }

    @Test
    void offerOfTheFormerNameThatRunsOutEndsNoCooling() {
        Story back = new Story().coolsAfterReleases();
        back.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 1_000)
                .getsOffer("web-1", 5000, 12, 1_100)
                .asks(Story.reject("web-1", 5000), 1_200, 1_210, new Answer.Gone())
                .gone(13, 1_215, 5000)
                .getsAllocation("web-2", 5000, 14, 1_300)
                .breaks(COOLING)
                .telling("web-2 on port 5000");
    }

    @Test
    void coolingOfTheFormerNamesNewAllocationCountsFromItsOwnEnd() {
        released()
                .getsAllocation("web-1", 5000, 12, 1_100)
                .asks(release("web-1"), 2_000, 2_010, new Answer.Gone())
                .gone(13, 2_015, 5000)
                .getsAllocation("web-2", 5000, 14, 1_000 + COOL + 100)
                .breaks(COOLING);
    }

    /** The first of two releases may have been the one that happened. */
    @Test
    void coolingCountsFromTheFirstReleaseThatMayHaveActed() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 1_000, 1_010, unknown())
                .asks(release("web-1"), 2_000, 2_010, new Answer.Gone())
                .gone(11, 2_015, 5000)
                .getsAllocation("web-2", 5000, 12, 1_000 + COOL)
                .isSound();
    }

    private Story rejectedAsBusy() {
        return story.getsOffer("web-1", 5000, 10, 100)
                .asks(busy("web-1", 5000, false), 200, 210, new Answer.Gone())
                .gone(11, 215, 5000);
    }

    @Test
    void busyPortIsGivenInTime() {
        rejectedAsBusy().getsAllocation("web-2", 5000, 12, 200 + BUSY).isSound();
    }

    @Test
    void busyPortThatIsGivenTooEarlyIsCaught() {
        rejectedAsBusy()
                .getsAllocation("web-2", 5000, 12, 200 + BUSY - 16)
                .breaks(COOLING)
                .telling("RejectBusy");
    }

    @Test
    void busyPortIsNotEvenForItsFormerName() {
        rejectedAsBusy()
                .getsOffer("web-1", 5000, 12, 300)
                .gone(13, 400 + TTL, 5000)
                .breaks(COOLING);
    }

    @Test
    void busyPortGivesWayToTheNextOne() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(busy("web-1", 5000, true), 200, 210, granted(offered("web-1", 5001), 11))
                .gone(11, 215, 5000)
                .seen(11, 215, offered("web-1", 5001))
                .gone(12, 300 + TTL, 5001)
                .isSound();
    }

    @Test
    void busyPortThatGaveWayAndIsGivenTooEarlyIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(busy("web-1", 5000, true), 200, 210, granted(offered("web-1", 5001), 11))
                .gone(11, 215, 5000)
                .seen(11, 215, offered("web-1", 5001))
                .getsAllocation("web-2", 5000, 12, 300)
                .breaks(COOLING);
    }

    /** The offer may have run out, or have been rejected. */
    @Test
    void unknownRejectAsBusyPromisesNothing() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(busy("web-1", 5000, false), 200, 210, unknown())
                .gone(11, 100 + TTL, 5000)
                .getsAllocation("web-2", 5000, 12, 200 + TTL)
                .isSound();
    }

    private Story lingering() {
        return story.getsLease(100)
                .getsAllocationOnLease("web-1", 5000, 10, 200)
                .gone(11, 100 + 1_000 * LEASE_TTL, 5000);
    }

    @Test
    void lingeringPortIsGivenInTime() {
        lingering().getsAllocation("web-2", 5000, 12, 100 + LINGERS).isSound();
    }

    @Test
    void lingeringPortThatIsGivenTooEarlyIsCaught() {
        lingering()
                .getsAllocation("web-2", 5000, 12, 100 + LINGERS - 16)
                .breaks(COOLING)
                .telling("0.001 s too early");
    }

    @Test
    void lingerCountsFromTheLastRenewalThatWasAcknowledged() {
        story.getsLease(100)
                .getsAllocationOnLease("web-1", 5000, 10, 200)
                .renews(2_000)
                .gone(11, 2_000 + 1_000 * LEASE_TTL, 5000)
                .getsAllocation("web-2", 5000, 12, 2_000 + LINGERS - 16)
                .breaks(COOLING);
    }

    /** What is on it is released, and cools as its service asks. */
    @Test
    void endOfALeaseByItsClientCoolsForTheServicesDelay() {
        story.getsLease(100)
                .getsAllocationOnLease("web-1", 5000, 10, 200)
                .asks(endLease(), 300, 400, new Answer.Gone())
                .gone(11, 390, 5000)
                .getsAllocation("web-2", 5000, 12, 300 + COOL)
                .isSound();
    }

    @Test
    void portOfALeaseThatItsClientEndedCoolsAllTheSame() {
        story.getsLease(100)
                .getsAllocationOnLease("web-1", 5000, 10, 200)
                .asks(endLease(), 300, 400, new Answer.Gone())
                .gone(11, 390, 5000)
                .getsAllocation("web-2", 5000, 12, 300 + COOL - 16)
                .breaks(COOLING);
    }

    @Test
    void offerThatRanOutStartsNoCooling() {
        story.getsOffer("web-1", 5000, 10, 100)
                .gone(11, 100 + TTL, 5000)
                .asks(offer("web-2"), 100 + TTL, 110 + TTL, granted(offered("web-2", 5000), 12))
                .seen(12, 115 + TTL, offered("web-2", 5000))
                .gone(13, 200 + 2 * TTL, 5000)
                .isSound();
    }
}
