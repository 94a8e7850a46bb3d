package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** A source whose lists and watches the test answers. */
final class ScriptedSource implements KeySource {
    final List<CompletableFuture<?>> lists = new ArrayList<>();
    private final List<BiConsumer<List<KeyValue>, Long>> answers = new ArrayList<>();
    final List<ScriptedWatch> watches = new ArrayList<>();

    @Override
    public <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read) {
        CompletableFuture<Snapshot<T>> list = new CompletableFuture<>();
        lists.add(list);
        answers.add((pairs, revision) -> {
            List<T> contents = new ArrayList<>();
            pairs.forEach(pair -> contents.add(read.apply(pair)));
            list.complete(new Snapshot<>(contents, revision));
        });
        return list;
    }

    @Override
    public Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
        ScriptedWatch watch = new ScriptedWatch(fromRevision, onChanges, onBroken);
        watches.add(watch);
        return watch;
    }

    CompletableFuture<?> lastList() {
        return lists.get(lists.size() - 1);
    }

    ScriptedWatch lastWatch() {
        return watches.get(watches.size() - 1);
    }

    /** Completes the last list. */
    void answerList(long revision, KeyValue... pairs) {
        answers.get(answers.size() - 1).accept(List.of(pairs), revision);
    }

    static KeyValue pair(String key, String value, long revision) {
        return pair(key, value, revision, 0);
    }

    /** @param lease 0 for none */
    static KeyValue pair(String key, String value, long revision, long lease) {
        return new KeyValue(
                io.etcd.jetcd.api.KeyValue.newBuilder()
                        .setKey(com.google.protobuf.ByteString.copyFrom(key, UTF_8))
                        .setValue(com.google.protobuf.ByteString.copyFrom(value, UTF_8))
                        .setCreateRevision(revision)
                        .setModRevision(revision)
                        .setLease(lease)
                        .build(),
                ByteSequence.EMPTY);
    }

    /** A watch whose events the test sends. */
    static final class ScriptedWatch implements Subscription {
        final long fromRevision;
        final Consumer<Changes> onChanges;
        final Runnable onBroken;
        int progressRequests;
        boolean closed;

        ScriptedWatch(long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
            this.fromRevision = fromRevision;
            this.onChanges = onChanges;
            this.onBroken = onBroken;
        }

        void sendPut(KeyValue pair) {
            onChanges.accept(
                    new Changes(List.of(new WatchEvent(pair, pair, WatchEvent.EventType.PUT)), pair.getModRevision()));
        }

        void sendDelete(String key, long revision) {
            KeyValue gone = pair(key, "", revision);
            onChanges.accept(new Changes(List.of(new WatchEvent(gone, gone, WatchEvent.EventType.DELETE)), revision));
        }

        void sendProgress(long revision) {
            onChanges.accept(new Changes(List.of(), revision));
        }

        @Override
        public void requestProgress() {
            progressRequests++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
