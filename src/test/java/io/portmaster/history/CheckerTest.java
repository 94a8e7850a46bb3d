package io.portmaster.history;

import static io.portmaster.history.Story.SLACK;
import static io.portmaster.history.Story.TTL;
import static io.portmaster.history.Story.accept;
import static io.portmaster.history.Story.allocated;
import static io.portmaster.history.Story.find;
import static io.portmaster.history.Story.granted;
import static io.portmaster.history.Story.offer;
import static io.portmaster.history.Story.offerAtOnce;
import static io.portmaster.history.Story.offered;
import static io.portmaster.history.Story.refused;
import static io.portmaster.history.Story.reject;
import static io.portmaster.history.Story.release;
import static io.portmaster.history.Story.unknown;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A violation of each kind is caught, and what only looks like one is not. */
class CheckerTest {
    private static final String HELD_TWICE = new NothingHeldTwice().claim();
    private static final String YESES = new YesesAreKept().claim();
    private static final String ACCEPTS = new AcceptsStand().claim();
    private static final String UNASKED = new NothingUnasked().claim();
    private static final String ONCE = new RequestsActOnce().claim();
    private static final String TERM = new OffersKeepTheirTerm().claim();
    private static final String FRESH = new ReadsAreFresh().claim();

    private final Story story = new Story();

    @Test
    void aLifeFromOfferToReleaseIsSound() {
        story.getsOffer("web-1", 5000, 10, 100)
                .getsAccepted("web-1", 5000, 12, 200)
                .asks(find("web-1"), 300, 310, new Answer.Found(allocated("web-1", 5000), 12))
                .getsReleased("web-1", 5000, 15, 400)
                .asks(find("web-1"), 500, 510, refused("port-not-found"))
                .getsOffer("web-2", 5000, 16, 600)
                .asks(reject("web-2", 5000), 700, 710, new Answer.Gone())
                .gone(17, 730, 5000)
                .ends(60_000)
                .isSound();
    }

    // Nothing is held twice.

    @Test
    void aPortHeldByTwoIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(offer("web-2"), 200, 210, granted(offered("web-2", 5000), 11))
                .seen(11, 215, offered("web-2", 5000))
                .breaks(HELD_TWICE, ACCEPTS, UNASKED)
                .telling("5000 is in two hands", "web-1", "web-2", "0.100000 s", "passed from web-1 to another");
    }

    @Test
    void aNameWithTwoPortsIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsAllocation("web-1", 5001, 11, 200)
                .breaks(HELD_TWICE)
                .telling("web-1 is in two hands", "a name has two ports", "5001");
    }

    @Test
    void aPortThatPassesOnWithoutBeingFreeIsCaughtInEtcdAlone() {
        story.asks(offer("web-1"), 100, 110, unknown())
                .asks(offer("web-2"), 100, 110, unknown())
                .seen(10, 120, offered("web-1", 5000))
                .seen(11, 130, offered("web-2", 5000))
                .breaks(HELD_TWICE, TERM)
                .telling("passed from web-1");
    }

    @Test
    void aPortMayPassOnOnceItsOfferMayHaveEnded() {
        story.getsOffer("web-1", 5000, 10, 100)
                .gone(11, 100 + TTL + 50, 5000)
                .getsOffer("web-2", 5000, 12, 100 + TTL + 1)
                .isSound();
    }

    @Test
    void aPortMayPassOnWhileItsReleaseIsUnderWay() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 200, 400, unknown())
                .gone(11, 220, 5000)
                .getsAllocation("web-2", 5000, 12, 250)
                .isSound();
    }

    @Test
    void aPortMayPassOnWhenTheRejectOfItsOfferIsUnknown() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(reject("web-1", 5000), 200, 210, unknown())
                .gone(11, 220, 5000)
                .getsOffer("web-2", 5000, 12, 250)
                .isSound();
    }

    // A yes is kept.

    @Test
    void anOfferThatWasNeverWrittenIsCaught() {
        story.asks(offer("web-1"), 100, 110, granted(offered("web-1", 5000), 10))
                .breaks(YESES)
                .telling("etcd has no such revision", "web-1", "port=5000");
    }

    @Test
    void aYesThatDiffersFromItsRecordIsCaught() {
        story.asks(offer("web-1"), 100, 110, granted(offered("web-1", 5000), 10))
                .seen(10, 120, allocated("web-1", 5000))
                .breaks(YESES, UNASKED)
                .telling("etcd has HeldPort[name=web-1, port=5000, state=ALLOCATED]");
    }

    @Test
    void aYesToSomethingElseIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(accept("web-1", 5000), 200, 210, granted(offered("web-1", 5000), 10))
                .breaks(YESES)
                .telling("not what was asked for");
    }

    private Story asksByNumber(boolean fallback, int got) {
        Request wanted = new Request.Offer("web-1", true, "key", 0, new Request.Wanted(5000, fallback));
        return story.asks(wanted, 100, 110, granted(allocated("web-1", got), 10))
                .seen(10, 115, allocated("web-1", got));
    }

    @Test
    void aPortThatWasAskedForByNumberIsGiven() {
        asksByNumber(false, 5000).isSound();
    }

    @Test
    void anotherPortThanTheOneAskedForIsCaught() {
        asksByNumber(false, 5001).breaks(YESES).telling("not what was asked for");
    }

    @Test
    void anotherPortMayDo() {
        asksByNumber(true, 5001).isSound();
    }

    @Test
    void aReleaseThatDeletedNothingIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 200, 210, new Answer.Gone())
                .breaks(YESES)
                .telling("no deletion that this could mean", "Release[name=web-1]");
    }

    @Test
    void aSecondReleaseThatIsDoneOnceMoreIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 200)
                .asks(release("web-1"), 300, 310, new Answer.Gone())
                .breaks(YESES)
                .telling("no deletion that this could mean", "0.200000 s");
    }

    @Test
    void aRejectThatDeletedNothingIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(reject("web-1", 5000), 200, 210, new Answer.Gone())
                .breaks(YESES)
                .telling("no deletion that this could mean");
    }

    // An accept stands until its release.

    @Test
    void anAcceptThatVanishedIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .getsAccepted("web-1", 5000, 12, 200)
                .gone(15, 400, 5000)
                .breaks(ACCEPTS, UNASKED)
                .telling("nobody had released it", "web-1", "revision 15");
    }

    @Test
    void anAcceptThatVanishedBeforeItsReleaseIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .gone(15, 400, 5000)
                .asks(release("web-1"), 500, 510, unknown())
                .breaks(ACCEPTS, UNASKED)
                .telling("nobody had released it");
    }

    @Test
    void anAcceptThatVanishedByAnExpiryOfItsOfferIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .getsAccepted("web-1", 5000, 12, 200)
                .gone(15, 100 + TTL + 20, 5000)
                .breaks(ACCEPTS, UNASKED)
                .telling("nobody had released it");
    }

    // A refusal is without effect.

    @Test
    void anOfferThatWasRefusedAndMadeIsCaught() {
        story.asks(offer("web-1"), 100, 110, refused("store-unavailable"))
                .seen(10, 120, offered("web-1", 5000))
                .gone(11, 120 + TTL, 5000)
                .breaks(UNASKED)
                .telling("created by nobody", "store-unavailable");
    }

    @Test
    void anAcceptThatWasRefusedAndDoneIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(accept("web-1", 5000), 200, 210, refused("store-unavailable"))
                .seen(12, 220, allocated("web-1", 5000))
                .breaks(UNASKED)
                .telling("accepted by nobody", "store-unavailable");
    }

    @Test
    void aReleaseThatWasRefusedAndDoneIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 200, 210, refused("overloaded"))
                .gone(12, 220, 5000)
                .breaks(ACCEPTS, UNASKED)
                .telling("overloaded");
    }

    @Test
    void aRejectThatWasRefusedAndDoneIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(reject("web-1", 5000), 200, 210, refused("store-unavailable"))
                .gone(12, 220, 5000)
                .breaks(TERM)
                .telling("unrejected", "store-unavailable");
    }

    @Test
    void aNameThatNobodyAskedForIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .seen(11, 200, allocated("stranger", 5001))
                .breaks(UNASKED)
                .telling("created by nobody", "stranger", "5001");
    }

    @Test
    void anOfferMadeBeforeItWasAskedForIsCaught() {
        story.seen(10, 50, allocated("web-1", 5000))
                .asks(offerAtOnce("web-1"), 100, 110, granted(allocated("web-1", 5000), 10))
                .breaks(UNASKED)
                .telling("created by nobody");
    }

    @Test
    void aRepetitionMayNotCreateWhatItSaysWasThere() {
        story.asks(offerAtOnce("web-1"), 100, 110, refused("store-unavailable"))
                .asks(offerAtOnce("web-1"), 200, 210, new Answer.Granted(allocated("web-1", 5000), 10, true))
                .seen(10, 220, allocated("web-1", 5000))
                .breaks(UNASKED)
                .telling("store-unavailable");
    }

    @Test
    void aLateOfferMayBeTakenBackAndMadeAgain() {
        Request keyless = new Request.Offer("web-1", false, null);
        story.asks(keyless, 100, 4_000, granted(offered("web-1", 5001), 13))
                .seen(10, 3_500, offered("web-1", 5000))
                .gone(11, 3_600, 5000)
                .seen(13, 3_700, offered("web-1", 5001))
                .gone(14, 100 + TTL, 5001)
                .isSound();
    }

    // A request acts once at most.

    @Test
    void anUnknownOfferThatActedTwiceIsCaught() {
        story.asks(offer("web-1"), 100, 110, unknown())
                .seen(10, 120, offered("web-1", 5000))
                .gone(11, 120 + TTL, 5000)
                .seen(12, 130 + TTL, offered("web-1", 5001))
                .gone(13, 140 + 2 * TTL, 5001)
                .breaks(ONCE)
                .telling("web-1 was created 2 times, for 1");
    }

    @Test
    void twoUnknownOffersMayBothHaveActed() {
        story.asks(offer("web-1"), 100, 110, unknown())
                .asks(offer("web-1"), 200, 210, unknown())
                .seen(10, 220, offered("web-1", 5000))
                .gone(11, 220 + TTL, 5000)
                .seen(12, 230 + TTL, offered("web-1", 5001))
                .gone(13, 240 + 2 * TTL, 5001)
                .isSound();
    }

    @Test
    void anUnknownAcceptMayActLate() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(accept("web-1", 5000), 200, 210, unknown())
                .seen(12, 4_000, allocated("web-1", 5000))
                .ends(60_000)
                .isSound();
    }

    @Test
    void anUnknownOfferMayActOnceItsNameIsFreeAgain() {
        story.asks(offer("web-1"), 100, 110, unknown())
                .getsOffer("web-1", 5000, 10, 200)
                .asks(reject("web-1", 5000), 300, 310, new Answer.Gone())
                .gone(11, 320, 5000)
                .seen(12, 330, offered("web-1", 5001))
                .isSound();
    }

    @Test
    void anUnknownReleaseThatMovesThePortIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 200, 210, unknown())
                .gone(11, 220, 5000)
                .seen(12, 230, allocated("web-1", 5001))
                .breaks(ONCE, UNASKED)
                .telling("web-1 was created 2 times");
    }

    @Test
    void anUnknownReleaseThatActedTwiceIsCaught() {
        story.asks(offerAtOnce("web-1"), 100, 110, unknown())
                .asks(offerAtOnce("web-1"), 120, 130, unknown())
                .asks(release("web-1"), 140, 150, unknown())
                .seen(10, 160, allocated("web-1", 5000))
                .gone(11, 170, 5000)
                .seen(12, 180, allocated("web-1", 5000))
                .gone(13, 190, 5000)
                .breaks(ONCE)
                .telling("web-1 was released 2 times, for 1");
    }

    @Test
    void aRecordWrittenAgainIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .seen(11, 200, allocated("web-1", 5000))
                .breaks(ONCE)
                .telling("written again", "revision 11");
    }

    @Test
    void anAllocationThatBecameAnOfferIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .seen(11, 200, offered("web-1", 5000))
                .breaks(ONCE)
                .telling("written again");
    }

    // An offer keeps its term.

    @Test
    void anOfferGoneBeforeItsTtlIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .gone(11, 100 + TTL - 1, 5000)
                .breaks(TERM)
                .telling("gone 5.999 s after", "web-1 on port 5000", "revision 11");
    }

    @Test
    void anOfferGoneAtItsTtlIsSound() {
        story.getsOffer("web-1", 5000, 10, 100).gone(11, 100 + TTL, 5000).isSound();
    }

    @Test
    void anOfferMayGoEarlyIfItsLeaseWasRevoked() {
        story.getsOffer("web-1", 5000, 10, 100)
                .gone(11, 500, 5000)
                .revokes(5000, 10)
                .getsOffer("web-2", 5000, 12, 600)
                .gone(13, 600 + TTL, 5000)
                .isSound();
    }

    @Test
    void anOfferMayGoEarlyIfItsRejectIsUnknown() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(reject("web-1", 5000), 200, 210, unknown())
                .gone(11, 500, 5000)
                .isSound();
    }

    @Test
    void aKeyedOfferThatIsTakenBackIsCaught() {
        story.asks(offer("web-1"), 100, 4_000, unknown())
                .seen(10, 3_500, offered("web-1", 5000))
                .gone(11, 3_600, 5000)
                .breaks(TERM)
                .telling("web-1");
    }

    @Test
    void anOfferThatNeverEndsIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .ends(115 + TTL + SLACK + 1)
                .breaks(TERM)
                .telling("never ended", "web-1 on port 5000 since revision 10");
    }

    @Test
    void anOfferThatEndsTooLateIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .gone(11, 115 + TTL + SLACK + 1, 5000)
                .breaks(TERM)
                .telling("still open", "revision 11");
    }

    @Test
    void anOfferThatMayStillEndIsSound() {
        story.getsOffer("web-1", 5000, 10, 100).ends(115 + TTL + SLACK).isSound();
    }

    // Reads are fresh.

    @Test
    void aReadOlderThanAnAcknowledgedWriteIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(find("web-1"), 111, 120, refused("port-not-found"))
                .breaks(FRESH)
                .telling("Find[name=web-1]", "not so any more since revision 10", "the node lied");
    }

    @Test
    void anEtcdThatAnsweredOldIsToldFromANodeThatLied() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(find("web-1"), 150, 160, refused("port-not-found"))
                .reads("etcd2", 145, 155, 9)
                .breaks(FRESH)
                .telling("etcd itself answered old", "member etcd2", "revision 9");
    }

    @Test
    void anEtcdThatWasOldBeforeTheWriteWasKnownIsNoExcuse() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(find("web-1"), 150, 160, refused("port-not-found"))
                .reads("etcd2", 90, 105, 9)
                .breaks(FRESH)
                .telling("the node lied");
    }

    @Test
    void aFindOfWhatWasReleasedIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 200)
                .asks(find("web-1"), 211, 220, new Answer.Found(allocated("web-1", 5000), 10))
                .breaks(FRESH)
                .telling("since revision 11");
    }

    @Test
    void aFindOfWhatIsBeingReleasedIsSound() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 200)
                .asks(find("web-1"), 209, 220, new Answer.Found(allocated("web-1", 5000), 10))
                .isSound();
    }

    @Test
    void aReadOlderThanAnotherReadIsCaught() {
        story.asks(offerAtOnce("web-1"), 100, 110, unknown())
                .asks(find("web-1"), 120, 130, new Answer.Found(allocated("web-1", 5000), 10))
                .asks(find("web-1"), 140, 150, refused("port-not-found"))
                .seen(10, 300, allocated("web-1", 5000))
                .breaks(FRESH)
                .telling("since revision 10", "0.040000 s");
    }

    @Test
    void aFindOfWhatNeverWasIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(find("web-1"), 200, 210, new Answer.Found(allocated("web-1", 5001), 10))
                .breaks(FRESH)
                .telling("so at no revision");
    }

    @Test
    void aFindOfWhatIsOnlyOfferedIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(find("web-1"), 200, 210, new Answer.Found(offered("web-1", 5000), 10))
                .breaks(FRESH)
                .telling("so at no revision");
    }

    @Test
    void aReadOfWhatWasNotAskedForYetIsCaught() {
        story.asks(find("web-1"), 50, 60, new Answer.Found(allocated("web-1", 5000), 10))
                .getsAllocation("web-1", 5000, 10, 100)
                .breaks(FRESH)
                .telling("at revision 10 only, and that can't have been before 9");
    }

    @Test
    void aListThatLacksAnAllocationIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsAllocation("web-2", 5001, 11, 200)
                .asks(new Request.List(State.ALLOCATED), 300, 310, list(allocated("web-1", 5000)))
                .breaks(FRESH)
                .telling("wrong about ports [5001]", "since revision 11");
    }

    @Test
    void aListThatWasNeverTrueAsAWholeIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(
                        new Request.List(State.ALLOCATED),
                        200,
                        400,
                        list(allocated("web-1", 5000), allocated("web-2", 5001)))
                .getsReleased("web-1", 5000, 11, 220)
                .getsAllocation("web-2", 5001, 12, 250)
                .breaks(FRESH)
                .telling("so at no revision");
    }

    @Test
    void aListThatWasTrueAtOneMomentIsSound() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(new Request.List(State.ALLOCATED), 200, 400, list())
                .getsReleased("web-1", 5000, 11, 220)
                .getsAllocation("web-2", 5001, 12, 250)
                .asks(new Request.List(State.OFFERED), 500, 510, list())
                .asks(new Request.List(State.ALLOCATED), 500, 510, list(allocated("web-2", 5001)))
                .isSound();
    }

    @Test
    void aListOutOfOrderIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsAllocation("web-2", 5001, 11, 200)
                .asks(
                        new Request.List(State.ALLOCATED),
                        300,
                        310,
                        list(allocated("web-2", 5001), allocated("web-1", 5000)))
                .breaks(FRESH)
                .telling("so at no revision");
    }

    // A no that gives a reason is a read, too.

    @Test
    void aNameCalledTakenThatIsFreeIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .getsReleased("web-1", 5000, 11, 200)
                .asks(offerAtOnce("web-1"), 300, 310, new Answer.Refused("name-taken", allocated("web-1", 5000)))
                .breaks(FRESH)
                .telling("name-taken", "since revision 11");
    }

    @Test
    void aNameCalledTakenThatIsTakenIsSound() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(offerAtOnce("web-1"), 300, 310, new Answer.Refused("name-taken", allocated("web-1", 5000)))
                .isSound();
    }

    @Test
    void anOfferCalledMissingThatStandsIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(accept("web-1", 5000), 200, 210, refused("offer-not-found"))
                .breaks(FRESH)
                .telling("offer-not-found", "web-1");
    }

    @Test
    void anOfferCalledAcceptedThatIsNotIsCaught() {
        story.getsOffer("web-1", 5000, 10, 100)
                .asks(reject("web-1", 5000), 200, 210, new Answer.Refused("offer-accepted", allocated("web-1", 5000)))
                .breaks(FRESH)
                .telling("offer-accepted");
    }

    @Test
    void aReleaseThatMissesItsAllocationIsCaught() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(release("web-1"), 200, 210, refused("port-not-found"))
                .breaks(FRESH)
                .telling("Release[name=web-1]", "since revision 10");
    }

    @Test
    void aServiceCalledMissingIsCaught() {
        story.asks(find("web-1"), 100, 110, refused("service-not-found"))
                .breaks(FRESH)
                .telling("service-not-found");
    }

    @Test
    void whatIsUnknownOrUnavailableSaysNothing() {
        story.getsAllocation("web-1", 5000, 10, 100)
                .asks(find("web-1"), 200, 210, refused("store-unavailable"))
                .asks(release("web-1"), 300, 310, refused(Answer.UNREACHABLE))
                .asks(new Request.List(State.ALLOCATED), 400, 410, unknown())
                .isSound();
    }

    private static Answer list(HeldPort... holdings) {
        return new Answer.Listed(List.of(holdings));
    }
}
