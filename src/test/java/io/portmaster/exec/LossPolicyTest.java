package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.exec.NodeApi.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossPolicyTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final LeaseKeeper keeper = new LeaseKeeper(
            new LeaseTerm(new Lease("1", Duration.ofSeconds(60), Duration.ofSeconds(30)), clock.getAsLong()),
            lease -> {});
    private final List<Signal> signals = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private LossPolicy policy(OnLost onLost) {
        return new LossPolicy(onLost, GRACE, signals::add, lines::add);
    }

    private void after(LossPolicy policy, Duration time) {
        clock.advance(time);
        policy.act(keeper, clock.getAsLong());
    }

    @Test
    void commandIsToldBeforeTheLeaseEnds() {
        LossPolicy policy = policy(OnLost.TERM);
        after(policy, Duration.ofSeconds(48).minusNanos(1));
        assertThat(signals).isEmpty();

        after(policy, Duration.ofNanos(1));
        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
        assertThat(lines).singleElement().asString().contains("ends in 12 s");
    }

    @Test
    void commandThatDoesNotEndIsKilledAfterItsGrace() {
        LossPolicy policy = policy(OnLost.TERM);
        after(policy, Duration.ofSeconds(48));
        after(policy, GRACE.minusNanos(1));
        assertThat(signals).doesNotContain(Signal.KILL);
        assertThat(policy.nextAction(keeper)).isEqualTo(clock.getAsLong() + 1);

        after(policy, Duration.ofNanos(1));
        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT, Signal.KILL);
        assertThat(policy.nextAction(keeper)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void renewedLeaseTellsNobody() {
        LossPolicy policy = policy(OnLost.TERM);
        clock.advance(Duration.ofSeconds(47));
        keeper.renewed(clock.getAsLong());
        after(policy, Duration.ofSeconds(47));

        assertThat(signals).isEmpty();
    }

    /** It has begun to end, and doesn't know of the renewal. */
    @Test
    void lateRenewalSavesNoCommandThatWasTold() {
        LossPolicy policy = policy(OnLost.TERM);
        after(policy, Duration.ofSeconds(50));
        keeper.renewed(clock.getAsLong());
        policy.renewed();
        after(policy, GRACE);

        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT, Signal.KILL);
    }

    @Test
    void leaseThatIsGoneIsToldAtOnce() {
        LossPolicy policy = policy(OnLost.TERM);
        keeper.gone();
        after(policy, Duration.ofSeconds(1));

        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
        assertThat(lines).singleElement().asString().contains("has ended");
    }

    @Test
    void killLeavesNoTime() {
        LossPolicy policy = policy(OnLost.KILL);
        after(policy, Duration.ofSeconds(48));
        after(policy, Duration.ofHours(1));

        assertThat(signals).containsExactly(Signal.KILL);
    }

    @Test
    void ignoredLossIsOnlyLoggedOncePerLoss() {
        LossPolicy policy = policy(OnLost.IGNORE);
        after(policy, Duration.ofSeconds(48));
        after(policy, Duration.ofSeconds(10));
        assertThat(lines).hasSize(1);

        keeper.renewed(clock.getAsLong());
        policy.renewed();
        after(policy, Duration.ofSeconds(47));
        assertThat(lines).hasSize(1);
        after(policy, Duration.ofSeconds(1));

        assertThat(lines).hasSize(2);
        assertThat(signals).isEmpty();
    }

    /** A machine that was suspended wakes up later than all of its deadlines. */
    @Test
    void suspendedMachineTellsTheCommandWhenItWakesUp() {
        LossPolicy policy = policy(OnLost.TERM);
        after(policy, Duration.ofHours(8));

        assertThat(signals).containsExactly(Signal.TERM, Signal.CONT);
        assertThat(lines).singleElement().asString().contains("in time");
    }

    @Test
    void failingRenewalsAreLoggedOnce() {
        LossPolicy policy = policy(OnLost.TERM);
        policy.notRenewed("no answer");
        policy.notRenewed("no answer");
        policy.renewed();
        policy.renewed();
        policy.notRenewed("refused");

        assertThat(lines)
                .containsExactly(
                        "can't renew the lease: no answer",
                        "the lease is renewed again",
                        "can't renew the lease: refused");
    }
}
