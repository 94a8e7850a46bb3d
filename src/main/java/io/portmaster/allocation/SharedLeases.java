package io.portmaster.allocation;

import io.portmaster.commit.Rest;
import io.portmaster.commit.Store;
import io.portmaster.domain.Lease;
import io.portmaster.record.Cooling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Takes leases of the store for what a plan puts for a time. A plan that has to wait for a lease is made again. */
final class SharedLeases {
    private final Store store;

    SharedLeases(Store store) {
        this.store = store;
    }

    /**
     * Goes on with a lease that has at least so many seconds left.
     *
     * @param records how many records are put on it
     * @return what comes then, or the wait for a lease, or the refusal of a store that grants none
     */
    <T> Step<T> with(int seconds, int records, Function<Lease, Step<T>> then) {
        CompletableFuture<Optional<Lease>> lease = store.lease(Duration.ofSeconds(seconds), records);
        if (lease.isDone() && lease.join().isPresent()) {
            return then.apply(lease.join().get());
        }
        String refusal = store.refusalOfChanges();
        return refusal == null ? new Step.Await<>(lease) : new Step.Refuse<>(new Refusal.StoreUnavailable(refusal));
    }

    /** Goes on with a lease for each cooling, which has at least its delay left. */
    <T> Step<T> withRests(List<Cooling> coolings, Function<List<Rest>, Step<T>> then) {
        return withRests(coolings, List.of(), then);
    }

    private <T> Step<T> withRests(List<Cooling> coolings, List<Rest> taken, Function<List<Rest>, Step<T>> then) {
        if (taken.size() == coolings.size()) {
            return then.apply(taken);
        }
        Cooling next = coolings.get(taken.size());
        return with(next.delay(), 1, lease -> {
            List<Rest> more = new ArrayList<>(taken);
            more.add(new Rest(next, lease));
            return withRests(coolings, more, then);
        });
    }
}
