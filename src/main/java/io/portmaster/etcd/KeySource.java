package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the mirror reads keys from: it lists all keys, and then watches all changes since. All results come on the loop. */
public interface KeySource {
    /**
     * Lists all keys with the prefix as of one revision, by linearizable reads. Fails with what the call failed with.
     *
     * @param read converts each pair, while later pairs are still on their way
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

    /** @param contents the converted pairs, in the order of the keys */
    record Snapshot<T>(List<T> contents, long revision) {}

    /**
     * @param events in order; none if only the revision is new
     * @param revision all changes up to this revision have been received
     */
    record Changes(List<WatchEvent> events, long revision) {}

    /** A watch under way. */
    interface Subscription extends AutoCloseable {
        /** Asks etcd to send soon the revision that the watch has reached, even if nothing changes. */
        void requestProgress();

        @Override
        void close();
    }
}
