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
