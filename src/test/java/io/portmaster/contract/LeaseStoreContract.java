package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.GrantOutcome.Granted;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RenewalOutcome.Renewed;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.commit.TimeToLiveOutcome;
import io.portmaster.domain.Lease;
import io.portmaster.loop.RequestContext;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link io.portmaster.commit.LeaseStore} must do. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class LeaseStoreContract {
    /** It is long enough for the steps of a test on a busy machine. */
    private static final Duration TTL = Duration.ofSeconds(10);

    /** It is as short as it can be for a test that renews it in time and then waits for its end. */
    private static final Duration SHORT = Duration.ofSeconds(6);

    /** The least that is told to have passed once some time has: the time that is left is told in whole seconds, rounded down. */
    private static final Duration SOME = Duration.ofSeconds(2);

    private static final Duration LINGER = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofHours(1);

    /** Nobody else uses this number: the tests of a run share an etcd. */
    private final Lease lease = new Lease(2 * new SplittableRandom().nextLong(1, Long.MAX_VALUE / 2));

    private final Lease companion = new Lease(lease.id() + 1);
    private LeasesUnderTest under;

    /** @return a store in which no lease lives that this test may choose */
    protected abstract LeasesUnderTest open();

    @BeforeEach
    final void openStore() {
        under = open();
    }

    @AfterEach
    final void closeStore() {
        under.close();
    }

    private GrantOutcome grant(Lease chosen, Duration ttl) {
        return under.call(() -> under.leases().grant(chosen, ttl, under.caller()));
    }

    /** Grants the lease, and returns the time that it was granted for. */
    private Duration granted(Lease chosen, Duration ttl) {
        GrantOutcome outcome = grant(chosen, ttl);
        assertThat(outcome).isInstanceOf(Granted.class);
        return ((Granted) outcome).ttl();
    }

    private Duration grantedPair() {
        return grantedPair(TTL);
    }

    private Duration grantedPair(Duration wanted) {
        Duration ttl = granted(lease, wanted);
        granted(companion, ttl.plus(LINGER));
        return ttl;
    }

    private RevokeOutcome revoke(Lease ended) {
        return under.call(() -> under.leases().revoke(ended, under.caller()));
    }

    private RenewalOutcome renew() {
        return under.call(() -> under.leases().renew(lease, companion, () -> true, under.caller()));
    }

    private boolean lives(Lease asked) {
        return under.left(asked).compareTo(Duration.ZERO) > 0;
    }

    private void waitUntilSomeHasPassed(Duration ttl) {
        under.waitUntil(() -> someHasPassed(lease, ttl));
    }

    private boolean someHasPassed(Lease asked, Duration ttl) {
        return under.left(asked).compareTo(ttl.minus(SOME)) <= 0;
    }

    /** Checks that the lease got its whole time, of which no more has passed than since then. */
    private void assertHasItsWholeTime(Lease asked, Duration ttl, long since) {
        Duration left = under.left(asked);
        Duration passed = Duration.ofNanos(System.nanoTime() - since);
        assertThat(left).isGreaterThan(ttl.minus(SOME.minusSeconds(1)).minus(passed));
    }

    private RequestContext callerWhoHasGone() {
        RequestContext gone = under.caller();
        gone.leave();
        return gone;
    }

    @Test
    void grantedLeaseHasTheChosenNumberAndTheToldTime() {
        assertThat(granted(lease, LONG)).isEqualTo(LONG);
        assertThat(under.left(lease)).isBetween(LONG.minusSeconds(10), LONG);
    }

    @Test
    void timeThatIsTooShortIsMadeLongerAndTold() {
        Duration ttl = granted(lease, Duration.ofSeconds(1));
        assertThat(ttl).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(under.left(lease)).isLessThanOrEqualTo(ttl);
        under.waitUntil(() -> !lives(lease));
    }

    @Test
    void numberThatIsTakenIsToldAndItsLeaseStaysAsItIs() {
        granted(lease, LONG);
        assertThat(grant(lease, TTL)).isEqualTo(new GrantOutcome.Exists());
        assertThat(under.left(lease)).isGreaterThan(TTL);
    }

    @Test
    void revokedLeaseIsGoneAndItsNumberCanBeHadAgain() {
        granted(lease, LONG);
        assertThat(revoke(lease)).isEqualTo(new RevokeOutcome.Revoked());
        assertThat(lives(lease)).isFalse();
        assertThat(revoke(lease)).isEqualTo(new RevokeOutcome.NotFound());
        granted(lease, LONG);
    }

    @Test
    void leaseThatNeverWasIsNotFound() {
        assertThat(revoke(lease)).isEqualTo(new RevokeOutcome.NotFound());
        assertThat(renew()).isEqualTo(new RenewalOutcome.NotFound());
        assertThat(lives(lease) || lives(companion)).isFalse();
    }

    @Test
    void renewalGivesBothTheirWholeTimeAgain() {
        Duration ttl = grantedPair();
        waitUntilSomeHasPassed(ttl);

        long before = System.nanoTime();
        assertThat(renew()).isEqualTo(new Renewed(ttl));

        assertHasItsWholeTime(lease, ttl, before);
        assertHasItsWholeTime(companion, ttl.plus(LINGER), before);
    }

    @Test
    void leaseThatIsRenewedInTimeOutlivesItsTimeAndThenEndsBeforeItsCompanion() {
        Duration ttl = grantedPair(SHORT);
        // More than a second passes before each renewal.
        for (int renewal = 0; renewal < ttl.toSeconds(); renewal++) {
            waitUntilSomeHasPassed(ttl);
            assertThat(renew()).isEqualTo(new Renewed(ttl));
        }
        under.waitUntil(() -> !lives(lease));
        assertThat(lives(companion)).isTrue();
        under.waitUntil(() -> !lives(companion));
        assertThat(renew()).isEqualTo(new RenewalOutcome.NotFound());
    }

    @Test
    void leaseWithoutItsCompanionIsNotKeptAlive() {
        Duration ttl = grantedPair();
        revoke(companion);
        waitUntilSomeHasPassed(ttl);

        assertThat(renew()).isEqualTo(new RenewalOutcome.NotFound());

        assertThat(someHasPassed(lease, ttl)).isTrue();
    }

    @Test
    void companionOfAnEndedLeaseMakesNoRenewal() {
        grantedPair();
        revoke(lease);
        assertThat(renew()).isEqualTo(new RenewalOutcome.NotFound());
        assertThat(lives(lease)).isFalse();
    }

    @Test
    void nothingIsKeptAliveWithoutAnchors() {
        Duration ttl = grantedPair();
        waitUntilSomeHasPassed(ttl);
        // It was granted a moment later.
        under.waitUntil(() -> someHasPassed(companion, ttl.plus(LINGER)));

        RenewalOutcome outcome = under.call(() -> under.leases().renew(lease, companion, () -> false, under.caller()));

        assertThat(outcome).isEqualTo(new RenewalOutcome.NotFound());
        assertThat(someHasPassed(lease, ttl)).isTrue();
        assertThat(someHasPassed(companion, ttl.plus(LINGER))).isTrue();
    }

    @Test
    void timeThatIsLeftIsTold() {
        granted(lease, LONG);
        TimeToLiveOutcome told = timeToLive(under.caller());
        assertThat(told).isInstanceOf(TimeToLiveOutcome.Lives.class);
        assertThat(((TimeToLiveOutcome.Lives) told).left()).isBetween(LONG.minusSeconds(10), LONG);
    }

    @Test
    void leaseThatHasEndedHasNoTimeLeft() {
        granted(lease, LONG);
        revoke(lease);
        assertThat(timeToLive(under.caller())).isEqualTo(new TimeToLiveOutcome.NotFound());
    }

    private TimeToLiveOutcome timeToLive(RequestContext caller) {
        return under.call(() -> under.leases().timeToLive(lease, caller));
    }

    @Test
    void nothingIsSentForACallerWhoHasGone() {
        RequestContext gone = callerWhoHasGone();
        assertThat(under.<GrantOutcome>call(() -> under.leases().grant(lease, LONG, gone)))
                .isEqualTo(new GrantOutcome.NotSent());
        assertThat(lives(lease)).isFalse();

        Duration ttl = grantedPair();
        assertThat(under.<RevokeOutcome>call(() -> under.leases().revoke(lease, gone)))
                .isEqualTo(new RevokeOutcome.NotSent());
        assertThat(lives(lease)).isTrue();
        assertThat(timeToLive(gone)).isEqualTo(new TimeToLiveOutcome.NoAnswer());

        waitUntilSomeHasPassed(ttl);
        assertThat(under.<RenewalOutcome>call(() -> under.leases().renew(lease, companion, () -> true, gone)))
                .isEqualTo(new RenewalOutcome.NotSent());
        assertThat(someHasPassed(lease, ttl)).isTrue();
    }
}
