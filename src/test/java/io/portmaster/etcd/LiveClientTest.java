package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.portmaster.commit.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveClientTest {
    private static final Throwable UNSENT =
            Status.UNAVAILABLE.withCause(new CallInterceptor.NotSentException()).asRuntimeException();

    private final ManualLoop loop = new ManualLoop();
    private final List<Object> connected = new ArrayList<>();
    private final List<Object> closed = new ArrayList<>();
    private final LiveClient<Object> live = new LiveClient<>(this::connect, closed::add, loop);

    private Object connect(int before) {
        assertThat(before).isEqualTo(connected.size());
        Object client = new Object();
        connected.add(client);
        return client;
    }

    @Test
    void aClientThatSendsNothingForAWhileIsReplaced() {
        loop.advance(Duration.ofSeconds(5));
        live.failed(UNSENT);
        assertThat(connected).hasSize(2);
        assertThat(live.get()).isEqualTo(connected.get(1));
    }

    @Test
    void theFormerOneIsClosedOnlyWhenItsCallsHaveEnded() {
        loop.advance(Duration.ofSeconds(5));
        live.failed(UNSENT);
        loop.advance(CallInterceptor.DEADLINE);
        assertThat(closed).isEmpty();
        loop.advance(Duration.ofSeconds(10));
        assertThat(closed).containsExactly(connected.get(0));
    }

    @Test
    void aNewClientGetsItsTime() {
        loop.advance(Duration.ofSeconds(5));
        live.failed(UNSENT);
        loop.advance(Duration.ofSeconds(3));
        live.failed(UNSENT);
        assertThat(connected).hasSize(2);
        loop.advance(Duration.ofSeconds(2));
        live.failed(UNSENT);
        assertThat(connected).hasSize(3);
    }

    @Test
    void aClientThatIsAnsweredStays() {
        loop.advance(Duration.ofSeconds(5));
        live.answered();
        live.failed(UNSENT);
        assertThat(connected).hasSize(1);
    }

    @Test
    void aClientThatSendsButHearsNothingIsReplaced() {
        loop.advance(CallInterceptor.DEADLINE);
        live.failed(Status.DEADLINE_EXCEEDED.asRuntimeException());
        assertThat(connected).hasSize(2);
    }

    @Test
    void oneSlowCallAmongOthersIsNoReasonToLeave() {
        loop.advance(CallInterceptor.DEADLINE);
        live.answered();
        live.failed(Status.DEADLINE_EXCEEDED.asRuntimeException());
        assertThat(connected).hasSize(1);
    }

    @Test
    void aMemberThatHasLostItsLeaderForLongIsLeft() {
        Throwable noLeader =
                Status.UNAVAILABLE.withDescription("etcdserver: no leader").asRuntimeException();
        loop.advance(Duration.ofSeconds(1));
        live.failed(noLeader);
        assertThat(connected).hasSize(1);
        loop.advance(Duration.ofSeconds(4));
        live.failed(noLeader);
        assertThat(connected).hasSize(2);
    }

    @Test
    void anErrorThatEtcdAnswersWithIsNoReasonToLeave() {
        loop.advance(Duration.ofSeconds(60));
        live.failed(Status.INVALID_ARGUMENT.asRuntimeException());
        assertThat(connected).hasSize(1);
    }
}
