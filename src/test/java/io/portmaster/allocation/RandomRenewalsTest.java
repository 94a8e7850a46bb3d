package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.loop.Futures;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client renews its lease in time, through any of two nodes, while the store's leader changes and former leaders go on. By the
 * client's own clock its allocations stand.
 */
class RandomRenewalsTest {
    private static final int TTL = 10;
    private static final int LINGER = 5;
    private static final int STEPS = 200;
    private static final int PORTS = 6;

    private final TestNode first = new TestNode().withDjango(5000, 5000 + PORTS - 1);

    /** When the last renewal that was acknowledged was sent, in nanoseconds of the loop. */
    private long renewed;

    private int allocated;

    static LongStream seeds() {
        return TroubledNodes.seeds("RandomRenewalsTest");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allocationsOfALeaseThatIsRenewedInTimeStand(long seed) {
        Random random = new Random(seed);
        TroubledNodes nodes = new TroubledNodes(first, random, Reason.LEASE_GONE, () -> {});
        renewed = first.loop.nanos();
        Lease lease = first.leased(TTL, LINGER);
        first.allocatedOn(lease, "web-" + allocated++);
        long asked = renewed;
        for (int step = 0; step < STEPS && isHeld(); step++) {
            nodes.make(random.nextInt(TroubledNodes.KINDS));
            if (first.loop.nanos() - asked
                    > Duration.ofSeconds(1 + random.nextInt(3)).toNanos()) {
                asked = first.loop.nanos();
                renew(nodes.any(), lease, asked, random);
            }
            if (random.nextInt(40) == 0 && allocated < PORTS) {
                nodes.comeToRest();
                allocateOn(lease);
            }
            nodes.turn();
            assertStands(lease);
        }
        nodes.comeToRest();
        assertStands(lease);
        first.assertSound();
    }

    private void renew(TestNode node, Lease lease, long sent, Random random) {
        if (random.nextInt(8) == 0) {
            node.leases.loseReply();
        }
        node.renew(lease).whenComplete((status, failure) -> {
            if (failure == null) {
                renewed = sent - renewed > 0 ? sent : renewed;
            } else {
                assertThat(Futures.unwrapped(failure)).isInstanceOf(RefusedException.class);
            }
        });
    }

    private void allocateOn(Lease lease) {
        CompletableFuture<Granted> offer = first.offer("web-" + allocated);
        first.loop.settle(offer);
        if (offer.isCompletedExceptionally() || !isHeld()) {
            return;
        }
        CompletableFuture<Accepted> accept =
                first.accept(TestNode.answerOf(offer).secret(), lease, Precondition.NONE);
        first.loop.settle(accept);
        if (!accept.isCompletedExceptionally()) {
            allocated++;
        }
    }

    /** By the client's own clock, which counts from when it sent the last renewal that was acknowledged. */
    private boolean isHeld() {
        return first.loop.nanos() - renewed < Duration.ofSeconds(TTL).toNanos();
    }

    private void assertStands(Lease lease) {
        Map<Integer, String> holders = first.holders();
        if (isHeld()) {
            for (int name = 0; name < allocated; name++) {
                assertThat(holders.values()).as("on %s", lease).contains("allocated web-" + name);
            }
        }
    }
}
