package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.portmaster.etcd.KeySource.Changes;
import io.portmaster.loop.Loop;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch of etcd. It never goes on by itself after an error, as jetcd's does: that skips what happened between the watch's
 * creation and its first event. It can be taken to another member, though, and goes on there behind what it has told.
 */
final class EtcdWatch {
    private final ByteSequence prefix;
    private final LongConsumer checkCluster;
    private final Consumer<Changes> onChanges;
    private final Runnable onBroken;
    private final Loop loop;

    /** The first revision that was not told of yet. */
    private long next;

    /** Counts the members, so that word from a former one is recognised. */
    private int generation;

    private Watch.@Nullable Watcher watcher;

    /**
     * See {@link KeySource#watch}.
     *
     * @param checkCluster throws a {@link StrangerException} for the id of another cluster than the one that is served
     */
    EtcdWatch(
            ByteSequence prefix,
            long fromRevision,
            LongConsumer checkCluster,
            Consumer<Changes> onChanges,
            Runnable onBroken,
            Loop loop) {
        this.prefix = prefix;
        this.next = fromRevision;
        this.checkCluster = checkCluster;
        this.onChanges = onChanges;
        this.onBroken = onBroken;
        this.loop = loop;
    }

    /** Begins, or goes on there. */
    void through(Watch member) {
        Watch.Watcher former = watcher;
        int current = ++generation;
        watcher = member.watch(
                prefix,
                option(),
                Watch.listener(
                        response -> onLoop(current, () -> tell(response)),
                        error -> onLoop(current, onBroken),
                        () -> onLoop(current, onBroken)));
        if (former != null) {
            former.close();
        }
    }

    private WatchOption option() {
        return WatchOption.builder()
                .isPrefix(true)
                .withRevision(next)
                .withProgressNotify(true)
                // Without it a member that was cut off from the others goes on in silence.
                .withRequireLeader(true)
                .build();
    }

    private void onLoop(int heardFrom, Runnable word) {
        loop.execute(() -> {
            if (heardFrom == generation) {
                word.run();
            }
        });
    }

    private void tell(WatchResponse response) {
        try {
            checkCluster.accept(response.getHeader().getClusterId());
        } catch (StrangerException e) {
            onBroken.run();
            return;
        }
        Changes changes = changes(response);
        next = Math.max(next, changes.revision() + 1);
        onChanges.accept(changes);
    }

    private static Changes changes(WatchResponse response) {
        List<WatchEvent> events = response.getEvents();
        // An event response's header may be ahead of its events: only they say how far it reaches.
        long revision = events.isEmpty()
                ? response.getHeader().getRevision()
                : events.get(events.size() - 1).getKeyValue().getModRevision();
        return new Changes(events, revision);
    }

    /** See {@link KeySource.Subscription#requestProgress}. */
    void requestProgress() {
        try {
            if (watcher != null) {
                watcher.requestProgress();
            }
        } catch (RuntimeException streamIsGone) {
            onLoop(generation, onBroken);
        }
    }

    void close() {
        generation++;
        if (watcher != null) {
            watcher.close();
        }
    }
}
