package io.portmaster.history;

import static io.portmaster.history.Story.TTL;
import static io.portmaster.history.Story.acceptAll;
import static io.portmaster.history.Story.allocated;
import static io.portmaster.history.Story.grantedAll;
import static io.portmaster.history.Story.offerAll;
import static io.portmaster.history.Story.offered;
import static io.portmaster.history.Story.unknown;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A group that is not whole is caught, and one that is, or whose allocations were released one by one, is not. */
class GroupsAreWholeTest {
    private static final String WHOLE = new GroupsAreWhole().claim();
    private static final HeldPort A = offered("a", 5000);
    private static final HeldPort B = offered("b", 5001);

    private final Story story = new Story();

    @Test
    void lifeOfAGroupIsSound() {
        story.getsOffers(10, 100, A, B)
                .asks(acceptAll(A, B), 200, 210, grantedAll(11, allocated("a", 5000), allocated("b", 5001)))
                .seenInGroup("nonce", 11, 215, allocated("a", 5000), allocated("b", 5001))
                .getsReleased("b", 5001, 12, 300)
                .getsReleased("a", 5000, 13, 400)
                .ends(60_000)
                .isSound();
    }

    @Test
    void groupThatRunsOutIsSound() {
        story.getsOffers(10, 100, A, B).goneTogether(11, 100 + TTL, 5000, 5001).isSound();
    }

    @Test
    void groupOfUnknownResultMayBeThere() {
        story.asks(offerAll("a", "b"), 100, 110, unknown())
                .seenInGroup("nonce", 10, 115, A, B)
                .goneTogether(11, 100 + TTL, 5000, 5001)
                .isSound();
    }

    @Test
    void groupThatWasMadeInPartIsCaught() {
        story.asks(offerAll("a", "b"), 100, 110, unknown())
                .seenInGroup("nonce", 10, 115, A)
                .gone(11, 100 + TTL, 5000)
                .breaks(WHOLE)
                .telling("no client asked for this group");
    }

    @Test
    void groupThatWasMadeAtTwoRevisionsIsCaught() {
        story.asks(offerAll("a", "b"), 100, 110, unknown())
                .seenInGroup("nonce", 10, 115, A)
                .seenInGroup("nonce", 11, 116, B)
                .goneTogether(12, 100 + TTL, 5000, 5001)
                .breaks(WHOLE)
                .telling("not made at one revision");
    }

    @Test
    void groupThatWasAcceptedInPartIsCaught() {
        story.getsOffers(10, 100, A, B)
                .asks(acceptAll(A, B), 200, 210, unknown())
                .seenInGroup("nonce", 11, 215, allocated("a", 5000))
                .gone(12, 100 + TTL, 5001)
                .breaks(WHOLE)
                .telling("not accepted at one revision");
    }

    @Test
    void groupThatEndsInPartsIsCaught() {
        story.getsOffers(10, 100, A, B)
                .gone(11, 100 + TTL, 5000)
                .gone(12, 101 + TTL, 5001)
                .breaks(WHOLE)
                .telling("not ended at one revision");
    }

    @Test
    void answerWithoutOneOfItsNamesIsCaught() {
        story.asks(offerAll("a", "b"), 100, 110, grantedAll(10, A))
                .seenInGroup("nonce", 10, 115, A, B)
                .goneTogether(11, 100 + TTL, 5000, 5001)
                .breaks(WHOLE)
                .telling("not the group that was asked for");
    }

    @Test
    void consecutiveNamesHaveNeighbours() {
        HeldPort far = offered("b", 5003);
        Request neighbours = new Request.OfferAll(List.of("a", "b"), true, "key");
        story.asks(neighbours, 100, 110, grantedAll(10, A, far))
                .seenInGroup("nonce", 10, 115, A, far)
                .goneTogether(11, 100 + TTL, 5000, 5003)
                .breaks(WHOLE)
                .telling("not the group that was asked for");
    }

    private static final HeldPort NEXT = offered("b", 5002);

    /** The busy port gives way, and the offers last longer. */
    private Story next(int cooled) {
        return story.getsOffers(10, 100, A, B)
                .asks(Story.nextAll(List.of(5001), A, B), 200, 210, grantedAll(11, A, NEXT))
                .gone(11, 215, 5001)
                .seenInGroup("nonce", 11, 215, A, NEXT)
                .cools(11, 215, "b", 5001, CoolingPort.Reason.BUSY)
                .cooled(20, 215 + cooled, 5001);
    }

    @Test
    void busyPortOfAGroupGivesWayToTheNextOne() {
        next(8_000)
                .asks(acceptAll(A, NEXT), 300, 310, grantedAll(12, allocated("a", 5000), allocated("b", 5002)))
                .seenInGroup("nonce", 12, 315, allocated("a", 5000), allocated("b", 5002))
                .ends(60_000)
                .isSound();
    }

    @Test
    void groupWithANextPortThatIsAcceptedInPartIsCaught() {
        next(8_000)
                .asks(acceptAll(A, NEXT), 300, 310, unknown())
                .seenInGroup("nonce", 12, 315, allocated("b", 5002))
                .gone(13, 200 + TTL, 5000)
                .breaks(WHOLE)
                .telling("not accepted at one revision");
    }

    @Test
    void busyPortThatGaveWayUnaskedIsCaught() {
        story.getsOffers(10, 100, A, B)
                .gone(11, 200 + TTL, 5001)
                .seenInGroup("nonce", 11, 200 + TTL, NEXT)
                .goneTogether(12, 210 + TTL, 5000, 5002)
                .breaks(WHOLE, new NothingUnasked().claim(), new RequestsActOnce().claim())
                .telling("did not give way");
    }

    @Test
    void offerThatLastsLongerUnaskedIsCaught() {
        story.getsOffers(10, 100, A, B)
                .seenInGroup("nonce", 11, 215, A)
                .goneTogether(12, 210 + TTL, 5000, 5001)
                .breaks(new RequestsActOnce().claim())
                .telling("written again");
    }

    @Test
    void busyPortOfAGroupThatIsGivenTooEarlyIsCaught() {
        next(8_000)
                .getsAllocation("c", 5001, 13, 400)
                .goneTogether(14, 200 + TTL, 5000, 5002)
                .breaks(new CoolingIsKept().claim())
                .telling("c on port 5001");
    }

    @Test
    void eachNameOfAGroupIsJudgedByTheRulesOnNames() {
        story.getsOffers(10, 100, A, B)
                .asks(acceptAll(A, B), 200, 210, grantedAll(11, allocated("a", 5000), allocated("b", 5001)))
                .seenInGroup("nonce", 11, 215, allocated("a", 5000), allocated("b", 5001))
                .gone(12, 300, 5001)
                .breaks(new AcceptsStand().claim(), new NothingUnasked().claim())
                .telling("b on port 5001");
    }
}
