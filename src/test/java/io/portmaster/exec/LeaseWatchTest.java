package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.client.ProblemExceptions;
import io.portmaster.exec.NodeApi.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
    private final ManualClock clock = new ManualClock();
    private final List<String> renewals = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final LeaseWatch watch = watch(OnLost.TERM);

    private LeaseWatch watch(OnLost onLost) {
        return new LeaseWatch(
                new LeaseKeeper(term("1"), renewals::add),
                new LossPolicy(onLost, Duration.ofSeconds(10), signals::add, lines::add),
                List.of(5000),
                limit -> recoveries.add(Duration.ofNanos(limit - clock.getAsLong())),
                lines::add);
    }

    private LeaseTerm term(String lease) {
        return new LeaseTerm(new Lease(lease, Duration.ofSeconds(60), Duration.ofSeconds(30)), clock.getAsLong());
    }

    private Duration after(Duration time) {
        clock.advance(time);
        return Duration.ofNanos(watch.act(clock.getAsLong()) - clock.getAsLong());
    }

    @Test
    void watchKnowsWhenItHasToActNext() {
        assertThat(after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
        assertThat(after(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(28));
        watch.renewed(clock.getAsLong());

        assertThat(after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void leaseThatEndsBeforeItsTimeIsNotLostYet() {
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());
        after(Duration.ofSeconds(5));

        assertThat(recoveries).containsExactly(Duration.ofSeconds(28));
        assertThat(signals).isEmpty();
    }

    @Test
    void recoveredPortsAreKeptOnTheNewLeaseAndTheCommandNoticesNothing() {
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());
        watch.recovered(term("2"));
        after(Duration.ofSeconds(20));

        assertThat(renewals).containsExactly("1", "2");
        assertThat(signals).isEmpty();
        assertThat(lines).containsExactly("the lease had ended early: got port 5000 back, on a new lease");
    }

    @Test
    void commandIsToldAtOnceIfItsPortsAreOthersNow() {
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());
        watch.notRecovered(new IOException("the node has offered port 5001 instead"));
        after(Duration.ZERO);

        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
        assertThat(lines)
                .containsExactly(
                        "can't get port 5000 back: the node has offered port 5001 instead",
                        "the lease has ended: the command gets SIGTERM");
        assertThat(renewals).hasSize(1);
    }

    /** The time of the lease that has ended still counts: nobody knows whose the port is. */
    @Test
    void commandIsToldInTimeIfTheRecoveryIsNotAnswered() {
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());
        after(Duration.ofSeconds(28));

        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
    }

    @Test
    void leaseThatEndsInItsTimeIsLost() {
        after(Duration.ofSeconds(48));
        watch.leaseGone(clock.getAsLong());
        after(Duration.ZERO);

        assertThat(recoveries).isEmpty();
        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
    }

    /** The next one may end early, too. */
    @Test
    void eachLeaseHasItsRecovery() {
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());
        watch.recovered(term("2"));
        after(Duration.ofSeconds(20));
        watch.leaseGone(clock.getAsLong());

        assertThat(recoveries).containsExactly(Duration.ofSeconds(28), Duration.ofSeconds(28));
    }

    @Test
    void failedRenewalIsRepeatedAndToldOnce() {
        after(Duration.ofSeconds(20));
        watch.notRenewed(ProblemExceptions.of(503, "overloaded"), clock.getAsLong());

        assertThat(after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
        assertThat(lines).singleElement().asString().startsWith("can't renew the lease: ");
    }
}
