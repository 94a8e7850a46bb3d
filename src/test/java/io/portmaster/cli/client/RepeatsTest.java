package io.portmaster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Timeouts;
import io.portmaster.domain.Secret;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked again while its outcome is unknown, and what the later answers mean. */
class RepeatsTest {
    private static final String UNKNOWN = "outcome-unknown";
    private static final String ALLOCATION = "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"allocated\","
            + "\"created\":\"2026-01-01T00:00:00Z\",\"revision\":1}";

    private final FakeNode node = new FakeNode();
    private final List<Duration> pauses = new ArrayList<>();
    private final Calls calls =
            new Calls(new PortmasterClient(URI.create(node.url()), Timeouts.USUAL), new Repeats(pauses::add));

    @AfterEach
    void close() {
        node.close();
    }

    private static void assertUnknown(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(CommandException.class).isThrownBy(call).satisfies(e -> assertThat(e.code())
                .isEqualTo(ExitCode.UNKNOWN));
    }

    @Test
    void anOfferIsAskedAgainWithTheSameKeyUntilItIsKnown() throws Exception {
        node.thenProblem(503, UNKNOWN).then(502, "text/html", "").thenJson(201, ALLOCATION);
        calls.offerAccepted("a", new OfferRequestBody("b"), "key-of-sixteen-characters", null);
        assertThat(node.asked).hasSize(3).extracting(FakeNode.Asked::key).containsOnly("key-of-sixteen-characters");
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void whatStaysUnknownIsToldAsThat() {
        for (int i = 0; i < 4; i++) {
            node.thenProblem(503, UNKNOWN);
        }
        assertUnknown(() -> calls.accept("a", new Secret("s"), LeaseField.LEFT_OUT, null));
        assertThat(node.asked).hasSize(4);
    }

    @Test
    void aRefusalOfTheFirstTryIsTheNodesWord() {
        node.thenProblem(404, "service-not-found");
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> calls.delete("a", false));
        node.thenProblem(503, "store-unavailable");
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> calls.delete("a", false));
        assertThat(pauses).isEmpty();
    }

    @Test
    void aRemovalThatFindsNothingOnALaterTryIsDone() throws Exception {
        node.thenProblem(503, UNKNOWN).thenProblem(404, "service-not-found");
        calls.delete("a", false);
        node.thenProblem(503, UNKNOWN).thenProblem(409, "service-in-use");
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> calls.delete("a", false));
    }

    @Test
    void aCreationThatFindsOneOnALaterTryStaysUnknown() {
        node.thenProblem(503, UNKNOWN).thenProblem(409, "service-exists");
        assertUnknown(() -> calls.create(new ServiceDefinitionBody("a", null, 5000, 5001)));
        node.thenProblem(409, "service-exists");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> calls.create(new ServiceDefinitionBody("a", null, 5000, 5001)));
    }

    @Test
    void aChangeThatWasNeverSentIsNotUnknown() {
        Calls nowhere = new Calls(
                new PortmasterClient(URI.create("http://127.0.0.1:1"), Timeouts.USUAL), new Repeats(pauses::add));
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> nowhere.endLease("0123456789abcdef"));
        assertThat(pauses).isEmpty();
    }

    @Test
    void aReadIsAskedOnce() {
        node.thenProblem(503, UNKNOWN);
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> calls.service("a"));
        assertThat(node.asked).hasSize(1);
    }
}
