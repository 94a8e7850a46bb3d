package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Exchange.Request;
import io.portmaster.cluster.Exchange.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is to be found where clients were told what isn't so. */
class ExpectationTest {
    private final History history = new History();
    private final KeySpace keys = new KeySpace("/x/");
    private long clock;

    @Test
    void whatWasToldAndStandsPasses() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        told(Request.OFFER, "b", Verdict.YES, 5001, "offered", "");
        told(Request.ACCEPT, "b", Verdict.YES, 5001, "allocated", "");
        told(Request.OFFER, "c", Verdict.YES, 5002, "offered", "");
        told(Request.REJECT, "c", Verdict.YES, 5002, "", "");
        stands(5000, "a", "offered");
        stands(5001, "b", "allocated");
        assertThat(contradictions()).isEmpty();
    }

    @Test
    void anOfferThatWasLostIsFound() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void aGhostIsFound() {
        told(Request.OFFER, "a", Verdict.NO, 0, "", "range-exhausted");
        stands(5000, "a", "offered");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void aPortThatNobodyAskedForIsFound() {
        stands(5000, "a", "offered");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void anUnknownClaimMayHaveComeOffOrNot() {
        told(Request.OFFER, "a", Verdict.UNKNOWN, 0, "", "outcome-unknown");
        told(Request.OFFER, "b", Verdict.UNKNOWN, 0, "", "outcome-unknown");
        stands(5000, "a", "offered");
        assertThat(contradictions()).isEmpty();
    }

    @Test
    void anUnknownClaimMayArriveAfterItsNameWasFreedAgain() {
        told(Request.OFFER, "a", Verdict.UNKNOWN, 0, "", "outcome-unknown");
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        told(Request.REJECT, "a", Verdict.YES, 5000, "", "");
        stands(5001, "a", "offered");
        assertThat(contradictions()).isEmpty();
    }

    @Test
    void anUnknownReleaseMayHaveComeOffOrNotButMovesNoPort() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "allocated", "");
        told(Request.RELEASE, "a", Verdict.UNKNOWN, 5000, "", "outcome-unknown");
        assertThat(contradictions()).isEmpty();
        stands(5001, "a", "allocated");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void aFalseNoIsFound() {
        told(Request.OFFER, "a", Verdict.NO, 5000, "offered", "name-taken");
        stands(5000, "a", "offered");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void anOfferForgottenBeforeItsAcceptIsFound() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        told(Request.ACCEPT, "a", Verdict.NO, 5000, "", "offer-not-found");
        assertThat(contradictions()).hasSize(1);
    }

    @Test
    void aPortHeldTwiceAtATimeIsFound() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        told(Request.OFFER, "b", Verdict.YES, 5000, "offered", "");
        assertThat(history.portsHeldTwice()).hasSize(1);
    }

    @Test
    void aPortHeldByOneAfterTheOtherIsInOrder() {
        told(Request.OFFER, "a", Verdict.YES, 5000, "offered", "");
        told(Request.REJECT, "a", Verdict.UNKNOWN, 5000, "", "");
        told(Request.OFFER, "b", Verdict.YES, 5000, "offered", "");
        assertThat(history.portsHeldTwice()).isEmpty();
    }

    private List<String> contradictions() {
        return Expectation.from(history).contradictions(keys, "django");
    }

    private void told(Request request, String name, Verdict verdict, int port, String state, String code) {
        history.add(new Exchange(request, name, clock++, clock++, verdict, port, state, null, code));
    }

    private void stands(int port, String name, String state) {
        keys.put(
                "/x/default/ports/0" + port,
                new KeySpace.Raw("{\"service\":\"django\",\"name\":\"" + name + "\",\"state\":\"" + state + "\"}", 0));
    }
}
