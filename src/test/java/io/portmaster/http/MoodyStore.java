package io.portmaster.http;

import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Store;
import io.portmaster.domain.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that a test can make silent for a while. Call it on the loop. */
public final class MoodyStore implements Store {
    private final Store store;
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable CompletableFuture<Void> silence;
    private boolean readsGoOn;
    private boolean faulty;

    public MoodyStore(Store store) {
        this.store = store;
    }

    /**
     * Makes the store silent: it answers nothing and changes nothing.
     *
     * @return completes when the store is called
     */
    public CompletableFuture<Void> fallSilent() {
        silence = new CompletableFuture<>();
        return silence;
    }

    /** Makes the store silent on changes. Reads go on. */
    public CompletableFuture<Void> fallSilentOnChanges() {
        readsGoOn = true;
        return fallSilent();
    }

    /** Ends the silence, and does everything that was asked in it. */
    public void speak() {
        silence = null;
        readsGoOn = false;
        List<Runnable> late = List.copyOf(held);
        held.clear();
        late.forEach(Runnable::run);
    }

    @Override
    public BatchLimits limits() {
        return store.limits();
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(List<Mutation> batch) {
        return answer(() -> store.commit(batch));
    }

    /** Makes every read fail, as a bug in the program would. */
    public void breakDown() {
        faulty = true;
    }

    @Override
    public CompletableFuture<Boolean> barrier() {
        if (faulty) {
            throw new IllegalStateException("a fault, as the test wants it");
        }
        return readsGoOn ? store.barrier() : answer(store::barrier);
    }

    @Override
    public CompletableFuture<Optional<Lease>> lease(Duration atLeast, int records) {
        return store.lease(atLeast, records);
    }

    @Override
    public @Nullable Duration staleness() {
        return store.staleness();
    }

    private <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> question) {
        if (silence == null) {
            return question.get();
        }
        CompletableFuture<T> late = new CompletableFuture<>();
        held.add(() -> question.get().thenAccept(late::complete));
        silence.complete(null);
        return late;
    }
}
