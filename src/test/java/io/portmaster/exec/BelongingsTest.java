package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.client.ProblemException;
import io.portmaster.client.ProblemExceptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BelongingsTest {
    private static final String KEY = "0123456789abcdef";

    private final ManualClock clock = new ManualClock();
    private final List<String> lines = new ArrayList<>();
    private final FakeNode node = new FakeNode(1);
    private final Belongings belongings = new Belongings(node, clock);

    private Patience patience() {
        return new Patience(clock, clock, Duration.ofSeconds(30), lines::add);
    }

    private Grant offer() throws ProblemException {
        Grant grant = node.offer(KEY);
        belongings.offered(grant);
        return grant;
    }

    @Test
    void openOfferIsRejected() throws ProblemException {
        offer();
        belongings.giveBack(patience());

        assertThat(node.calls()).containsExactly("offer", "reject");
    }

    @Test
    void leaseIsEndedAndThatIsRepeatedUntilItIsKnown() throws ProblemException, IOException {
        belongings.accept(offer(), patience());
        node.failOnce("end", ProblemExceptions.of(503, "outcome-unknown"));
        belongings.giveBack(patience());

        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "end", "end");
    }

    @Test
    void nodeThatRefusesToTakeThingsBackIsLeftAlone() throws ProblemException, IOException {
        belongings.accept(offer(), patience());
        node.failOnce("end", ProblemExceptions.of(404, "lease-not-found"));
        belongings.giveBack(patience());

        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "end");
    }

    @Test
    void whatIsGivenBackIsGivenBackOnce() throws ProblemException, IOException {
        belongings.accept(offer(), patience());
        belongings.giveBack(patience());
        belongings.giveBack(patience());

        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "end");
    }

    @Test
    void offerWhoseAcceptWasRefusedIsGivenBackWithTheLease() throws ProblemException, IOException {
        Grant offer = offer();
        node.failOnce("accept", ProblemExceptions.of(409, "lease-too-short"));
        try {
            belongings.accept(offer, patience());
        } catch (ProblemException e) {
            belongings.giveBack(patience());
        }

        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "reject", "end");
    }
}
