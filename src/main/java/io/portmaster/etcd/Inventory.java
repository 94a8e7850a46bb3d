package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All keys under a prefix at one revision, whatever they are: for those who judge them. */
public final class Inventory {
    /** Enough to find past a member or two that are down or hang, each of which may take as long as a call may. */
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
     * Reads them by linearizable calls, and gives up when none has got through for some 10 s.
     *
     * @return fails with an {@link IllegalStateException} whose message says on one line why it can't be done
     */
    public <T> CompletableFuture<Stock<T>> take(KeyClassifier.Kinds<T> kinds) {
        CompletableFuture<Stock<T>> taken = new CompletableFuture<>();
        loop.execute(() -> attempt(new KeyClassifier<>(prefix, kinds), loop.nanos(), taken));
        return taken;
    }

    private <T> void attempt(KeyClassifier<T> sorter, long since, CompletableFuture<Stock<T>> taken) {
        source.list(ByteSequence.from(prefix, UTF_8), sorter::sort).whenComplete((snapshot, error) -> {
            if (error == null) {
                taken.complete(new Stock<>(snapshot.contents(), snapshot.revision()));
            } else if (loop.nanos() - since < PATIENCE.toNanos()) {
                loop.after(PAUSE, () -> attempt(sorter, since, taken));
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

    /**
     * What is there.
     *
     * @param contents what was made of each key, in the order of the keys
     */
    public record Stock<T>(List<T> contents, long revision) {}
}
