package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FenceTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<String> putIds = new ArrayList<>();
    private final List<CompletableFuture<Long>> puts = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private boolean outOfSpace;
    private boolean unreachable;
    private int made;
    private int granted;
    private final Fence fence = new Fence(this::grant, this::put, () -> "id-" + ++made, loop, StoreListener.NONE);

    private CompletableFuture<Lease> grant() {
        if (unreachable) {
            return CompletableFuture.failedFuture(new StatusRuntimeException(Status.UNAVAILABLE));
        }
        if (outOfSpace) {
            return CompletableFuture.failedFuture(noSpace());
        }
        return CompletableFuture.completedFuture(new Lease(++granted));
    }

    private CompletableFuture<Long> put(String id, Lease lease) {
        leases.add(lease);
        CompletableFuture<Long> put = new CompletableFuture<>();
        putIds.add(id);
        puts.add(put);
        return put;
    }

    @Test
    void onlyAnAcknowledgedFenceSettlesAnything() {
        CompletableFuture<Long> raised = fence.raise("id-1").stands();
        assertThat(raised).isNotDone();
        assertThat(fence.id()).isEqualTo("id-1");
        puts.get(0).complete(77L);
        assertThat(raised).isCompletedWithValue(77L);
    }

    @Test
    void behindTheFenceTransactionsGoOutUnderANewId() {
        fence.raise("id-1");
        puts.get(0).complete(77L);
        assertThat(fence.id()).isEqualTo("id-2");
    }

    @Test
    void aFenceThatDoesNotGoUpIsTriedUntilItDoes() {
        CompletableFuture<Long> raised = fence.raise("id-1").stands();
        for (int i = 0; i < 50; i++) {
            puts.get(puts.size() - 1).completeExceptionally(new IllegalStateException("no etcd"));
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(puts).hasSize(51);
        assertThat(putIds).containsOnly("id-1");
        assertThat(granted).isEqualTo(1);
        assertThat(raised).isNotDone();
        puts.get(50).complete(99L);
        assertThat(raised).isCompletedWithValue(99L);
    }

    @Test
    void aFenceWhoseLeaseIsGoneGetsAnother() {
        fence.raise("id-1");
        puts.get(0)
                .completeExceptionally(
                        Status.NOT_FOUND.withDescription("lease not found").asRuntimeException());
        loop.advance(Duration.ofSeconds(1));
        assertThat(granted).isEqualTo(2);
        assertThat(puts).hasSize(2);
    }

    @Test
    void unknownsOfOneIdShareTheirFence() {
        CompletableFuture<Long> first = fence.raise("id-1").stands();
        CompletableFuture<Long> second = fence.raise("id-1").stands();
        assertThat(puts).hasSize(1);
        puts.get(0).complete(77L);
        assertThat(first).isDone();
        assertThat(second).isDone();
    }

    @Test
    void aStragglerOfAFormerIdGetsAFenceOfItsOwnAndLeavesTheNewIdAlone() {
        fence.raise("id-1");
        puts.get(0).complete(77L);
        CompletableFuture<Long> straggler = fence.raise("id-1").stands();
        puts.get(1).complete(88L);
        assertThat(straggler).isCompletedWithValue(88L);
        assertThat(fence.id()).isEqualTo("id-2");
    }

    @Test
    void fenceGoesUpWithoutALeaseWhereEtcdHasNoSpaceForOne() {
        outOfSpace = true;

        CompletableFuture<Long> raised = fence.raise("id-1").stands();
        assertThat(leases).isEmpty();
        loop.advance(Duration.ofSeconds(1));

        assertThat(leases).containsExactly(Lease.NONE);
        puts.get(0).complete(77L);
        assertThat(raised).isCompletedWithValue(77L);
    }

    @Test
    void anotherErrorInBetweenDoesNotKeepAFenceFromGoingWithoutALease() {
        outOfSpace = true;
        fence.raise("id-1");
        unreachable = true;
        loop.advance(Duration.ofSeconds(1));
        assertThat(leases).isEmpty();

        unreachable = false;
        loop.advance(Duration.ofSeconds(1));

        assertThat(leases).containsExactly(Lease.NONE);
    }

    @Test
    void fenceTakesALeaseWhereEtcdHasSpaceForOneAMomentLater() {
        outOfSpace = true;
        fence.raise("id-1");

        outOfSpace = false;
        loop.advance(Duration.ofSeconds(1));

        assertThat(leases).containsExactly(new Lease(1));
    }

    @Test
    void fenceThatEtcdHasNoSpaceForIsStuckAndPutAgainUntilItStands() {
        Fence.Raising raising = fence.raise("id-1");
        assertThat(raising.isStuck()).isNotDone();

        puts.get(0).completeExceptionally(noSpace());
        assertThat(raising.isStuck()).isDone();
        assertThat(raising.stands()).isNotDone();
        loop.advance(Duration.ofSeconds(1));

        puts.get(1).complete(77L);
        assertThat(raising.stands()).isCompletedWithValue(77L);
    }

    @Test
    void fenceThatEtcdDoesNotAnswerIsNotStuck() {
        Fence.Raising raising = fence.raise("id-1");

        puts.get(0).completeExceptionally(Status.UNAVAILABLE.asRuntimeException());

        assertThat(raising.isStuck()).isNotDone();
    }

    private static RuntimeException noSpace() {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("etcdserver: mvcc: database space exceeded")
                .asRuntimeException();
    }
}
