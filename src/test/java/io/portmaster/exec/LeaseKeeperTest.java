package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.exec.NodeApi.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Lease LEASE = new Lease("1", TTL, Duration.ofSeconds(30));

    private final ManualClock clock = new ManualClock();
    private final List<String> asked = new ArrayList<>();
    private final long created = clock.getAsLong();
    private final LeaseKeeper keeper = new LeaseKeeper(new LeaseTerm(LEASE, created), asked::add);

    private void actAt(Duration sinceCreation) {
        clock.advance(Duration.ofNanos(created + sinceCreation.toNanos() - clock.getAsLong()));
        keeper.act(clock.getAsLong());
    }

    @Test
    void leaseIsRenewedAfterAThirdOfItsTtl() {
        actAt(Duration.ofSeconds(20).minusNanos(1));
        assertThat(asked).isEmpty();

        actAt(Duration.ofSeconds(20));
        assertThat(asked).containsExactly("1");
    }

    @Test
    void oneRenewalIsOnItsWayAtATime() {
        actAt(Duration.ofSeconds(20));
        actAt(Duration.ofSeconds(59));

        assertThat(asked).hasSize(1);
        assertThat(keeper.nextAction()).isEqualTo(Long.MAX_VALUE);
    }

    /** The answer may take its time; a node counts from before it. */
    @Test
    void termCountsFromWhenTheRenewalWasSent() {
        actAt(Duration.ofSeconds(20));
        long sent = clock.getAsLong();
        clock.advance(Duration.ofSeconds(9));
        keeper.renewed(sent);

        assertThat(keeper.end()).isEqualTo(sent + TTL.toNanos());
        assertThat(keeper.notification())
                .isEqualTo(sent + Duration.ofSeconds(48).toNanos());
        assertThat(keeper.nextAction()).isEqualTo(sent + Duration.ofSeconds(20).toNanos());
    }

    @Test
    void failedRenewalMovesNothingAndIsRepeatedSoon() {
        actAt(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(10));
        keeper.failed(clock.getAsLong());

        assertThat(keeper.end()).isEqualTo(created + TTL.toNanos());
        assertThat(keeper.nextAction())
                .isEqualTo(created + Duration.ofSeconds(33).toNanos());
        actAt(Duration.ofSeconds(33));
        assertThat(asked).hasSize(2);
    }

    @Test
    void leaseThatIsGoneIsLostAtOnceAndNeverRenewed() {
        actAt(Duration.ofSeconds(20));
        keeper.gone();
        actAt(Duration.ofSeconds(40));

        assertThat(asked).hasSize(1);
        assertThat(keeper.notification()).isLessThan(clock.getAsLong());
    }

    @Test
    void shortLeasesLeaveTwoSecondsToTheCommand() {
        LeaseTerm term = new LeaseTerm(new Lease("1", Duration.ofSeconds(5), Duration.ofSeconds(5)), 0);

        assertThat(term.notification()).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(term.renewal()).isEqualTo(Duration.ofSeconds(5).toNanos() / 3);
    }

    @Test
    void longLeasesAreNotRetriedEveryHour() {
        LeaseTerm term = new LeaseTerm(new Lease("1", Duration.ofDays(1), Duration.ofSeconds(5)), 0);

        assertThat(term.retry()).isEqualTo(Duration.ofSeconds(30));
    }
}
