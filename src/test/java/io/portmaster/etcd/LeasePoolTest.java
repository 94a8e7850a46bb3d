package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Lease;
import io.portmaster.etcd.LeaseCalls.GrantedLease;
import io.portmaster.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leases are shared within their class, and none is given out with less than its class left (rule 9). */
class LeasePoolTest {
    private static final Duration OFFER = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofMinutes(1);

    private final ManualLoop loop = new ManualLoop();
    private final LeasePool leases = new LeasePool(this::grant, loop, OFFER.toSeconds());
    private final List<CompletableFuture<GrantedLease>> grants = new ArrayList<>();
    private final List<Long> askedTtls = new ArrayList<>();

    /** The times at which leases were asked for. */
    private final Map<Long, Long> askedAt = new HashMap<>();

    private CompletableFuture<GrantedLease> grant(long ttl) {
        CompletableFuture<GrantedLease> grant = new CompletableFuture<>();
        grants.add(grant);
        askedTtls.add(ttl);
        askedAt.put((long) grants.size(), loop.nanos());
        return grant;
    }

    /**
     * Grants the lease that was asked for last.
     *
     * @return its id
     */
    private long answer() {
        int last = grants.size();
        grants.get(last - 1).complete(new GrantedLease(new Lease(last), askedTtls.get(last - 1)));
        return last;
    }

    @ParameterizedTest
    @CsvSource({"2,3", "9,10", "10,11", "11,13", "40,44", "60,65", "1800,1805"})
    void aLeaseIsATenthLongerThanTheTtlAndAtMostFiveSeconds(int ttl, long asked) {
        leases.take(Duration.ofSeconds(ttl), 1);
        assertThat(askedTtls).containsExactly(asked);
    }

    @Test
    void aTimeIsRoundedUpByATenthAtMostAndLastsAFifthLongerAtMost() {
        Set<Long> classes = new HashSet<>();
        for (long seconds = 1; seconds <= 604_800; seconds++) {
            long rounded = LeasePool.classOf(seconds);
            long slice = Math.min(5, (rounded + 9) / 10);
            classes.add(rounded);
            assertThat(rounded).isBetween(seconds, seconds + seconds / 10);
            assertThat(LeasePool.classOf(rounded)).as("the class of a class").isEqualTo(rounded);
            assertThat(rounded + slice - seconds).isLessThanOrEqualTo(Math.max(5, seconds / 5));
        }
        assertThat(classes).hasSizeLessThan(200);
    }

    @Test
    void timesOfOneClassShareALease() {
        leases.take(Duration.ofSeconds(601), 1);
        long id = answer();
        assertThat(leases.take(Duration.ofSeconds(608), 1)).isCompletedWithValue(Optional.of(new Lease(id)));
        assertThat(leases.classes()).isEqualTo(1);
    }

    @Test
    void offersOfOneSliceShareALease() {
        leases.take(OFFER, 1);
        long id = answer();
        for (int i = 0; i < 100; i++) {
            assertThat(leases.take(OFFER, 1)).isCompletedWithValue(Optional.of(new Lease(id)));
        }
        assertThat(grants).hasSize(1);
    }

    @Test
    void noOfferGetsALeaseWithLessThanItsTtlLeft() {
        leases.take(Duration.ofSeconds(20), 1);
        for (int i = 0; i < 400; i++) {
            loop.advance(Duration.ofMillis(37));
            CompletableFuture<Optional<Lease>> taken = leases.take(Duration.ofSeconds(20), 1);
            if (!grants.get(grants.size() - 1).isDone()) {
                // Grants are slow: a lease's age counts from when it was asked for.
                loop.advance(Duration.ofMillis(900));
                answer();
            }
            if (taken.isDone() && leases.take(Duration.ofSeconds(20), 1).isDone()) {
                long id = leases.take(Duration.ofSeconds(20), 1)
                        .join()
                        .orElseThrow()
                        .id();
                Duration age = Duration.ofNanos(loop.nanos() - askedAt.get(id));
                Duration left = Duration.ofSeconds(askedTtls.get((int) id - 1)).minus(age);
                assertThat(left).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
            }
        }
        assertThat(grants.size()).isGreaterThan(3);
    }

    @Test
    void aLeaseThatEtcdMadeLongerIsSharedForLonger() {
        leases.take(Duration.ofSeconds(2), 1);
        grants.get(0).complete(new GrantedLease(new Lease(1), 60));
        loop.advance(Duration.ofSeconds(50));
        assertThat(leases.take(Duration.ofSeconds(2), 1)).isCompletedWithValue(Optional.of(new Lease(1)));
    }

    @Test
    void theNextLeaseIsThereBeforeThisOneIsUsedUp() {
        leases.take(OFFER, 1);
        answer();
        leases.take(OFFER, 1);
        loop.advance(Duration.ofSeconds(4));
        assertThat(grants).hasSize(2);
        long next = answer();
        loop.advance(Duration.ofSeconds(2));
        assertThat(leases.take(OFFER, 1)).isCompletedWithValue(Optional.of(new Lease(next)));
    }

    @Test
    void theNextLeaseIsThereBeforeThisOneIsFull() {
        leases.take(OFFER, 1);
        answer();
        for (int i = 0; i <= LeaseClass.MAX_RECORDS / 2; i++) {
            leases.take(OFFER, 1);
        }
        assertThat(grants).hasSize(2);
        answer();
        for (int i = 0; i < LeaseClass.MAX_RECORDS; i++) {
            assertThat(leases.take(OFFER, 1)).isDone();
        }
    }

    @Test
    void withoutOffersNoLeaseIsAskedFor() {
        leases.take(OFFER, 1);
        answer();
        for (int i = 0; i < 60; i++) {
            loop.advance(Duration.ofSeconds(2));
            if (!grants.get(grants.size() - 1).isDone()) {
                answer();
            }
        }
        int asked = grants.size();
        loop.advance(Duration.ofMinutes(10));
        assertThat(grants).hasSize(asked);
    }

    @Test
    void aLeaseTakesSoManyOffersAndNoMore() {
        leases.take(OFFER, 1);
        answer();
        for (int i = 0; i < LeaseClass.MAX_RECORDS; i++) {
            assertThat(leases.take(OFFER, 1)).isDone();
        }
        assertThat(leases.take(OFFER, 1)).isNotDone();
        assertThat(grants).hasSize(2);
    }

    @Test
    void aGroupCountsWithAllItsOffers() {
        leases.take(OFFER, 24);
        answer();
        for (int taken = 0; taken < LeaseClass.MAX_RECORDS; taken += 24) {
            assertThat(leases.take(OFFER, 24)).isDone();
        }
        assertThat(leases.take(OFFER, 24)).isNotDone();
    }

    @Test
    void aLeaseThatEtcdLostIsNeverGivenOutAgain() {
        leases.take(OFFER, 1);
        long lost = answer();
        leases.take(OFFER, 1);
        leases.drop(new Lease(lost));
        assertThat(leases.take(OFFER, 1)).isNotDone();
        long fresh = answer();
        assertThat(leases.take(OFFER, 1)).isCompletedWithValue(Optional.of(new Lease(fresh)));
    }

    @Test
    void aFailedGrantAnswersWithNoneAfterAPauseAndIsAskedForAgain() {
        CompletableFuture<Optional<Lease>> taken = leases.take(OFFER, 1);
        grants.get(0).completeExceptionally(new IllegalStateException("no etcd"));
        assertThat(taken).isNotDone();
        loop.advance(Duration.ofMillis(200));
        assertThat(taken).isCompletedWithValue(Optional.empty());
        leases.take(OFFER, 1);
        assertThat(grants).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void twoClassesShareNoLease() {
        leases.take(OFFER, 1);
        long first = answer();
        leases.take(SHORT, 1);
        long second = answer();

        assertThat(leases.take(OFFER, 1)).isCompletedWithValue(Optional.of(new Lease(first)));
        assertThat(leases.take(SHORT, 1)).isCompletedWithValue(Optional.of(new Lease(second)));
        assertThat(askedTtls).containsExactly(1805L, 65L);
    }

    @Test
    void noClassGivesOutALeaseWithLessThanItsOwnTtlLeft() {
        for (int i = 0; i < 400; i++) {
            loop.advance(Duration.ofMillis(370));
            for (Duration atLeast : List.of(OFFER, SHORT)) {
                leases.take(atLeast, 1);
                answerAll();
                long id = leases.take(atLeast, 1).join().orElseThrow().id();
                Duration age = Duration.ofNanos(loop.nanos() - askedAt.get(id));
                Duration left = Duration.ofSeconds(askedTtls.get((int) id - 1)).minus(age);
                assertThat(left).isBetween(atLeast, atLeast.plusSeconds(5));
            }
        }
    }

    @Test
    void fullLeaseOfOneClassLeavesTheOtherClassesLeaseAsItIs() {
        leases.take(OFFER, 1);
        answer();
        leases.take(SHORT, 1);
        long other = answer();
        for (int i = 0; i < LeaseClass.MAX_RECORDS; i++) {
            assertThat(leases.take(OFFER, 1)).isDone();
        }

        assertThat(leases.take(OFFER, 1)).isNotDone();
        assertThat(leases.take(SHORT, 1)).isCompletedWithValue(Optional.of(new Lease(other)));
    }

    @Test
    void lostLeaseOfOneClassLeavesTheOtherClassesLeaseAsItIs() {
        leases.take(OFFER, 1);
        long lost = answer();
        leases.take(SHORT, 1);
        long other = answer();

        leases.drop(new Lease(lost));

        assertThat(leases.take(OFFER, 1)).isNotDone();
        assertThat(leases.take(SHORT, 1)).isCompletedWithValue(Optional.of(new Lease(other)));
    }

    @Test
    void partsOfASecondCountAsAWholeOne() {
        leases.take(Duration.ofMillis(59_001), 1);
        leases.take(SHORT, 1);

        assertThat(askedTtls).containsExactly(65L);
    }

    @Test
    void unusedClassIsForgottenAndAsksForNothing() {
        leases.take(OFFER, 1);
        leases.take(SHORT, 1);
        answerAll();
        for (int i = 0; i < 120; i++) {
            loop.advance(Duration.ofSeconds(1));
            leases.take(OFFER, 1);
            answerAll();
        }
        int asked = (int) askedTtls.stream().filter(ttl -> ttl == 65).count();
        assertThat(leases.classes()).isEqualTo(1);

        for (int i = 0; i < 120; i++) {
            loop.advance(Duration.ofSeconds(1));
            leases.take(OFFER, 1);
            answerAll();
        }

        assertThat(askedTtls.stream().filter(ttl -> ttl == 65)).hasSize(asked);
        loop.advance(Duration.ofMinutes(2));
        answerAll();
        loop.advance(Duration.ofMinutes(2));
        assertThat(leases.classes()).isZero();
    }

    /** While etcd is out of reach and nobody asks for a lease, the class stops asking etcd. */
    @Test
    void unusedClassIsForgottenThoughEtcdGrantsNothing() {
        leases.take(OFFER, 1);
        for (int i = 0; i < 240; i++) {
            loop.advance(Duration.ofSeconds(1));
            grants.forEach(grant -> grant.completeExceptionally(new IllegalStateException("no etcd")));
        }

        assertThat(leases.classes()).isZero();
    }

    private void answerAll() {
        for (int i = 0; i < grants.size(); i++) {
            grants.get(i).complete(new GrantedLease(new Lease(i + 1), askedTtls.get(i)));
        }
    }
}
