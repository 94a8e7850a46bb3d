package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.etcd.KeySource.Changes;
import io.portmaster.etcd.KeySource.Subscription;
import io.portmaster.loop.Loop;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The watches that are open. They move together when calls go to another member while the former one still works. */
final class EtcdWatches {
    private final ServedInstallation served;
    private final Loop loop;
    private final Set<EtcdWatch> open = new HashSet<>();

    EtcdWatches(ServedInstallation served, Loop loop) {
        this.served = served;
        this.loop = loop;
    }

    /**
     * Opens a watch: see {@link KeySource#watch}.
     *
     * @param member to watch through; null if no member is known. Then the watch breaks after {@link Etcd#PAUSE_AFTER_FAILURE}
     */
    Subscription open(
            @Nullable EventLoopClient member,
            ByteSequence prefix,
            long fromRevision,
            Consumer<Changes> onChanges,
            Runnable onBroken) {
        EtcdWatch watch = new EtcdWatch(prefix, fromRevision, served::checkCluster, onChanges, onBroken, loop);
        if (member == null) {
            loop.after(Etcd.PAUSE_AFTER_FAILURE, onBroken);
        } else {
            open.add(watch);
            watch.through(member.watch());
        }
        return new Subscription() {
            @Override
            public void requestProgress() {
                watch.requestProgress();
            }

            @Override
            public void close() {
                open.remove(watch);
                watch.close();
            }
        };
    }

    /** Lets all open watches go on at that member. */
    void moveTo(EventLoopClient member) {
        open.forEach(watch -> watch.through(member.watch()));
    }
}
