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
 * One watch of etcd. After an error it ends. jetcd's own watch goes on after an error, and can lose events that came between
 * its creation and its first event. The watch can be moved to another member: it goes on there after the last revision that it
 * told.
 */
final class EtcdWatch {
    private final ByteSequence prefix;
    private final LongConsumer checkCluster;
    private final Consumer<Changes> onChanges;
    private final Runnable onBroken;
    private final Loop loop;

    /** The first revision that the watch has not told yet. */
    private long next;

    /** Counts the members, so that messages of a former one are recognised. */
    private int generation;

    private Watch.@Nullable Watcher watcher;

    /**
     * See {@link KeySource#watch}.
     *
     * @param checkCluster throws a {@link StrangerException} if the id is not that of the served cluster
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

    /** Begins at this member, or moves there. */
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
                // Without this option a member that is cut off from the others sends neither events nor an error.
                .withRequireLeader(true)
                .build();
    }

    private void onLoop(int sender, Runnable task) {
        loop.execute(() -> {
            if (sender == generation) {
                task.run();
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
        // The header's revision may be ahead of the events: only the last event tells how far the response reaches.
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
