package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.etcd.KeySource.Snapshot;
import io.portmaster.loop.Loop;
import io.portmaster.record.StoredKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Lists and classifies all keys under a prefix at one revision. */
public final class Inventory {
    /** Enough to get past a member or two that are down or hang. Each of them may take as long as a call's deadline. */
    private static final Duration PATIENCE = CallInterceptor.DEADLINE.multipliedBy(5);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final KeySource source;
    private final Loop loop;
    private final String prefix;

    /** @param prefix of all keys, ends in a slash */
    public Inventory(Etcd etcd, Loop loop, String prefix) {
        this((KeySource) etcd, loop, prefix);
    }

    Inventory(KeySource source, Loop loop, String prefix) {
        this.source = source;
        this.loop = loop;
        this.prefix = prefix;
    }

    /**
     * Reads the keys by linearizable calls, and gives up after some 10 s without success.
     *
     * @return fails with an {@link IllegalStateException} whose message says on one line why
     */
    public CompletableFuture<Snapshot<StoredKey>> take() {
        CompletableFuture<Snapshot<StoredKey>> taken = new CompletableFuture<>();
        loop.execute(() -> attempt(new KeyClassifier(prefix), loop.nanos(), taken));
        return taken;
    }

    private void attempt(KeyClassifier classifier, long since, CompletableFuture<Snapshot<StoredKey>> taken) {
        source.list(ByteSequence.from(prefix, UTF_8), classifier::classify).whenComplete((snapshot, error) -> {
            if (error == null) {
                taken.complete(snapshot);
            } else if (loop.nanos() - since < PATIENCE.toNanos()) {
                loop.after(PAUSE, () -> attempt(classifier, since, taken));
            } else {
                taken.completeExceptionally(new IllegalStateException(why(error), error));
            }
        });
    }

    private static String why(Throwable error) {
        return EtcdErrors.definite(error) == Reason.NOT_SENT
                ? "none of its members can be connected to"
                : EtcdErrors.brief(error);
    }
}
