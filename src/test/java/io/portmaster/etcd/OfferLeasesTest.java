package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ManualLoop;
import io.portmaster.domain.Lease;
import io.portmaster.etcd.Etcd.GrantedLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferLeasesTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<CompletableFuture<GrantedLease>> grants = new ArrayList<>();
    private final List<Long> askedTtls = new ArrayList<>();

    /** When each lease was asked for. */
    private final Map<Long, Long> askedAt = new HashMap<>();

    private OfferLeases leases(int ttl) {
        return new OfferLeases(this::grant, loop, ttl);
    }

    private CompletableFuture<GrantedLease> grant(long ttl) {
        CompletableFuture<GrantedLease> grant = new CompletableFuture<>();
        grants.add(grant);
        askedTtls.add(ttl);
        askedAt.put((long) grants.size(), loop.nanos());
        return grant;
    }

    /** Grants what was asked for last, and says by which id. */
    private long answer() {
        int last = grants.size();
        grants.get(last - 1).complete(new GrantedLease(new Lease(last), askedTtls.get(last - 1)));
        return last;
    }

    @ParameterizedTest
    @CsvSource({"2,3", "9,10", "10,11", "11,13", "50,55", "60,65", "1800,1805"})
    void aLeaseIsATenthLongerThanTheTtlAndAtMostFiveSeconds(int ttl, long asked) {
        leases(ttl).take();
        assertThat(askedTtls).containsExactly(asked);
    }

    @Test
    void offersOfOneSliceShareALease() {
        OfferLeases leases = leases(1800);
        leases.take();
        long id = answer();
        for (int i = 0; i < 100; i++) {
            assertThat(leases.take()).isCompletedWithValue(Optional.of(new Lease(id)));
        }
        assertThat(grants).hasSize(1);
    }

    @Test
    void noOfferGetsALeaseWithLessThanItsTtlLeft() {
        OfferLeases leases = leases(20);
        leases.take();
        for (int i = 0; i < 400; i++) {
            loop.advance(Duration.ofMillis(37));
            CompletableFuture<Optional<Lease>> taken = leases.take();
            if (!grants.get(grants.size() - 1).isDone()) {
                // Slow grants: a lease's age counts from when it was asked for.
                loop.advance(Duration.ofMillis(900));
                answer();
            }
            if (taken.isDone() && leases.take().isDone()) {
                long id = leases.take().join().orElseThrow().id();
                Duration age = Duration.ofNanos(loop.nanos() - askedAt.get(id));
                Duration left = Duration.ofSeconds(askedTtls.get((int) id - 1)).minus(age);
                assertThat(left).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
            }
        }
        assertThat(grants.size()).isGreaterThan(3);
    }

    @Test
    void aLeaseThatEtcdMadeLongerIsSharedForLonger() {
        OfferLeases leases = leases(2);
        leases.take();
        grants.get(0).complete(new GrantedLease(new Lease(1), 60));
        loop.advance(Duration.ofSeconds(50));
        assertThat(leases.take()).isCompletedWithValue(Optional.of(new Lease(1)));
    }

    @Test
    void theNextLeaseIsThereBeforeThisOneIsUsedUp() {
        OfferLeases leases = leases(1800);
        leases.take();
        answer();
        leases.take();
        loop.advance(Duration.ofSeconds(4));
        assertThat(grants).hasSize(2);
        long next = answer();
        loop.advance(Duration.ofSeconds(2));
        assertThat(leases.take()).isCompletedWithValue(Optional.of(new Lease(next)));
    }

    @Test
    void theNextLeaseIsThereBeforeThisOneIsFull() {
        OfferLeases leases = leases(1800);
        leases.take();
        answer();
        for (int i = 0; i <= OfferLeases.MAX_OFFERS / 2; i++) {
            leases.take();
        }
        assertThat(grants).hasSize(2);
        answer();
        for (int i = 0; i < OfferLeases.MAX_OFFERS; i++) {
            assertThat(leases.take()).isDone();
        }
    }

    @Test
    void withoutOffersNoLeaseIsAskedFor() {
        OfferLeases leases = leases(1800);
        leases.take();
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
        OfferLeases leases = leases(1800);
        leases.take();
        answer();
        for (int i = 0; i < OfferLeases.MAX_OFFERS; i++) {
            assertThat(leases.take()).isDone();
        }
        assertThat(leases.take()).isNotDone();
        assertThat(grants).hasSize(2);
    }

    @Test
    void aLeaseThatEtcdLostIsNeverGivenOutAgain() {
        OfferLeases leases = leases(1800);
        leases.take();
        long lost = answer();
        leases.take();
        leases.drop(new Lease(lost));
        assertThat(leases.take()).isNotDone();
        long fresh = answer();
        assertThat(leases.take()).isCompletedWithValue(Optional.of(new Lease(fresh)));
    }

    @Test
    void aFailedGrantAnswersWithNoneAfterAPauseAndIsAskedForAgain() {
        OfferLeases leases = leases(1800);
        CompletableFuture<Optional<Lease>> taken = leases.take();
        grants.get(0).completeExceptionally(new IllegalStateException("no etcd"));
        assertThat(taken).isNotDone();
        loop.advance(Duration.ofMillis(200));
        assertThat(taken).isCompletedWithValue(Optional.empty());
        leases.take();
        assertThat(grants).hasSizeGreaterThanOrEqualTo(2);
    }
}
