package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RenewalOutcome.NotFound;
import io.portmaster.commit.RenewalOutcome.NotSent;
import io.portmaster.commit.RenewalOutcome.Renewed;
import io.portmaster.commit.RenewalOutcome.Unknown;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The order of a pair's keep-alives, on a scripted store. */
class PairRenewalTest {
    private static final Lease LEASE = new Lease(0x10);
    private static final Lease COMPANION = new Lease(0x11);
    private static final long TTL = 60;
    private static final Throwable LOST =
            Status.UNAVAILABLE.withDescription("severed").asRuntimeException();

    private final ManualLoop loop = new ManualLoop();
    private final RequestContext caller = new RequestContext(loop.nanos());

    /** The keep-alives that no member takes yet. */
    private final Queue<Call> held = new ArrayDeque<>();

    /** The leases whose keep-alives were sent, in order. */
    private final List<Lease> sent = new ArrayList<>();

    private final Queue<CompletableFuture<Long>> unanswered = new ArrayDeque<>();
    private boolean memberIsThere = true;
    private boolean anchorsStand = true;

    private record Call(Lease lease, BooleanSupplier worthSending, CompletableFuture<Long> ttl) {}

    private CompletableFuture<RenewalOutcome> renew() {
        return new PairRenewal(LEASE, COMPANION, () -> anchorsStand, caller, this::keepAlive, loop).run();
    }

    private CompletableFuture<Long> keepAlive(Lease lease, BooleanSupplier worthSending) {
        Call call = new Call(lease, worthSending, new CompletableFuture<>());
        held.add(call);
        if (memberIsThere) {
            sendHeld();
        }
        return call.ttl;
    }

    private void sendHeld() {
        memberIsThere = true;
        while (!held.isEmpty()) {
            Call call = held.remove();
            if (call.worthSending.getAsBoolean()) {
                sent.add(call.lease);
                unanswered.add(call.ttl);
            } else {
                call.ttl.completeExceptionally(new CallInterceptor.NotSentException());
            }
        }
    }

    private void acknowledge() {
        unanswered.remove().complete(TTL);
    }

    private void answerNotFound() {
        unanswered.remove().complete(0L);
    }

    private void lose() {
        unanswered.remove().completeExceptionally(LOST);
    }

    private void pass(int millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    @Test
    void leaseIsKeptAliveOnlyOnceItsCompanionIsAcknowledged() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        assertThat(sent).containsExactly(COMPANION);

        acknowledge();
        assertThat(sent).containsExactly(COMPANION, LEASE);
        assertThat(outcome).isNotDone();

        acknowledge();
        assertThat(outcome).isCompletedWithValue(new Renewed(Duration.ofSeconds(TTL)));
    }

    @Test
    void leaseIsLeftAloneIfItsCompanionsAnswerIsLost() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        lose();
        assertThat(outcome).isCompletedWithValue(new Unknown());
        assertThat(sent).containsExactly(COMPANION);
    }

    @Test
    void renewalIsUnknownIfTheLeasesAnswerIsLost() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        acknowledge();
        lose();
        assertThat(outcome).isCompletedWithValue(new Unknown());
    }

    @Test
    void leaseIsLeftAloneIfItsCompanionIsGone() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        answerNotFound();
        assertThat(outcome).isCompletedWithValue(new NotFound());
        assertThat(sent).containsExactly(COMPANION);
    }

    @Test
    void leaseThatIsGoneIsNotFound() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        acknowledge();
        answerNotFound();
        assertThat(outcome).isCompletedWithValue(new NotFound());
    }

    @Test
    void nothingIsSentWithoutAnchors() {
        anchorsStand = false;
        assertThat(renew()).isCompletedWithValue(new NotFound());
        assertThat(sent).isEmpty();
    }

    @Test
    void aSecondBetweenTheTwoIsShortEnough() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        pass(1_000);
        acknowledge();
        acknowledge();
        assertThat(outcome).isCompletedWithValue(new Renewed(Duration.ofSeconds(TTL)));
        assertThat(sent).containsExactly(COMPANION, LEASE);
    }

    @Test
    void bothAreSentAgainIfTheCompanionsWasSentTooLongAgo() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        pass(1_001);
        acknowledge();
        assertThat(sent).containsExactly(COMPANION, COMPANION);

        acknowledge();
        acknowledge();
        assertThat(outcome).isCompletedWithValue(new Renewed(Duration.ofSeconds(TTL)));
        assertThat(sent).containsExactly(COMPANION, COMPANION, LEASE);
    }

    /** The time counts until the keep-alive leaves the node, not until the node wants to send it. */
    @Test
    void bothAreSentAgainIfTheLeaseWaitsTooLongForAMember() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        memberIsThere = false;
        acknowledge();
        pass(1_500);
        sendHeld();
        assertThat(sent).containsExactly(COMPANION, COMPANION);

        acknowledge();
        acknowledge();
        assertThat(outcome).isCompletedWithValue(new Renewed(Duration.ofSeconds(TTL)));
    }

    @Test
    void companionIsNotSentAgainOnceTheLeaseHasEnded() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        pass(1_500);
        anchorsStand = false;
        acknowledge();
        assertThat(outcome).isCompletedWithValue(new NotFound());
        assertThat(sent).containsExactly(COMPANION);
    }

    @Test
    void companionThatWaitsForAMemberIsNotSentOnceTheLeaseHasEnded() {
        memberIsThere = false;
        CompletableFuture<RenewalOutcome> outcome = renew();
        anchorsStand = false;
        sendHeld();
        assertThat(outcome).isCompletedWithValue(new NotFound());
        assertThat(sent).isEmpty();
    }

    @Test
    void nothingIsSentForACallerWhoHasGone() {
        caller.leave();
        assertThat(renew()).isCompletedWithValue(new NotSent());
        assertThat(sent).isEmpty();
    }

    @Test
    void nothingIsSentForACallerWhoseTimeIsUpWhenAMemberIsFound() {
        memberIsThere = false;
        CompletableFuture<RenewalOutcome> outcome = renew();
        pass((int) RequestContext.PATIENCE.toMillis());
        sendHeld();
        assertThat(outcome).isCompletedWithValue(new NotSent());
        assertThat(sent).isEmpty();
    }

    @Test
    void leaseIsNotSentOnceTheCallersTimeIsUp() {
        pass(4_700);
        CompletableFuture<RenewalOutcome> outcome = renew();
        pass(300);
        acknowledge();
        assertThat(outcome).isCompletedWithValue(new Unknown());
        assertThat(sent).containsExactly(COMPANION);
    }

    @Test
    void companionsThatAreAlwaysSlowEndWithTheCallersTime() {
        CompletableFuture<RenewalOutcome> outcome = renew();
        for (int round = 0; round < 3; round++) {
            pass(1_600);
            acknowledge();
        }
        assertThat(outcome).isCompletedWithValue(new Unknown());
        assertThat(sent).containsExactly(COMPANION, COMPANION, COMPANION);
    }
}
