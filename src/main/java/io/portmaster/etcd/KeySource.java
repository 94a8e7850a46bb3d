package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where the mirror reads keys: a list of all of them, then every change since. Everything comes back on the loop. */
public interface KeySource {
    /**
     * All keys with the prefix as of one revision, by a linearizable read. Fails with whatever the call failed with.
     *
     * @param read is given every pair, while those behind it are still on their way
     */
    <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read);

    /**
     * Watches all changes from this revision on.
     *
     * @param onChanges receives them in order; the changes of one revision come together. Sometimes it receives only the revision
     *     that was reached
     * @param onBroken is called when the watch has ended, perhaps more than once
     */
    Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken);

    /** @param contents what was read, in the order of the keys */
    record Snapshot<T>(List<T> contents, long revision) {}

    /**
     * @param events in order; none for mere progress
     * @param revision that all changes up to are told of by now
     */
    record Changes(List<WatchEvent> events, long revision) {}

    /** A watch under way. */
    interface Subscription extends AutoCloseable {
        /** Asks to be told soon how far the watch is, even if nothing changes. */
        void requestProgress();

        @Override
        void close();
    }
}
