package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.etcd.jetcd.options.WatchOption;
import io.portmaster.loop.Futures;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first calls over a new connection. They find out which cluster and installation the member belongs to, and whether it can do
 * all that a node needs: its status, which a member without a quorum gives too; {@code _id}, by a linearizable read; and a progress
 * notification, without which the mirror can't tell how current it is.
 */
final class Handshake {
    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(2);

    /** etcd sends no notification while another watch of the same stream lags behind. So the handshake asks repeatedly. */
    private static final Duration ASK_FOR_PROGRESS_EVERY = Duration.ofMillis(50);

    private static final String CORRUPT = "CORRUPT";

    private final EventLoopClient client;
    private final InstallationKeys keys;
    private final Consumer<String> warn;
    private final Loop loop;

    /** @param warn receives what is wrong with a member that can be used all the same */
    Handshake(EventLoopClient client, InstallationKeys keys, Consumer<String> warn, Loop loop) {
        this.client = client;
        this.keys = keys;
        this.warn = warn;
        this.loop = loop;
    }

    /** Called on the loop, and completes on any thread. Fails if nothing answers. */
    CompletableFuture<MemberReport> run() {
        return client.status().thenComposeAsync(this::afterStatus, loop).exceptionally(error -> {
            String refusal = EtcdErrors.refusal(error);
            if (refusal == null) {
                throw new CompletionException(Futures.unwrapped(error));
            }
            return MemberReport.unusable(MemberReport.UNKNOWN, "refuses to be asked: " + refusal, true);
        });
    }

    private CompletableFuture<MemberReport> afterStatus(StatusResponse status) {
        long cluster = status.getHeader().getClusterId();
        EtcdVersion version = EtcdVersion.parse(status.getVersion());
        if (!version.isSupported()) {
            return unusable(
                    cluster, "is etcd " + version + ", and Portmaster needs " + EtcdVersion.OLDEST + " or newer", true);
        }
        String alarm = alarm(status);
        if (alarm != null) {
            return unusable(cluster, alarm, false);
        }
        if (!version.isSound()) {
            warn.accept("etcd " + version + " may answer stale reads after a pause: take 3.5.28, 3.6.9 or newer");
        }
        return client.txn(readIds())
                .handleAsync((response, error) -> error == null ? read(response) : unread(status, error), loop)
                .thenCompose(report -> report.problem() == null ? withProgress(report) : done(report));
    }

    /**
     * The alarm under which a member refuses all changes; null if none is raised. NOSPACE is none: etcd then accepts some
     * changes.
     */
    static @Nullable String alarm(StatusResponse status) {
        return status.getErrorsList().stream()
                .filter(error -> error.contains(CORRUPT))
                .map(error -> "raised an alarm: etcdserver: corrupt cluster (" + error + ")")
                .findFirst()
                .orElse(null);
    }

    private static CompletableFuture<MemberReport> unusable(long cluster, String problem, boolean lasting) {
        return done(MemberReport.unusable(cluster, problem, lasting));
    }

    private static CompletableFuture<MemberReport> done(MemberReport report) {
        return CompletableFuture.completedFuture(report);
    }

    /** A transaction that only reads is linearizable, as a read by itself is. */
    private TxnRequest readIds() {
        TxnRequest.Builder request = TxnRequest.newBuilder().addSuccess(Transactions.get(keys.own()));
        keys.outer().forEach(key -> request.addSuccess(Transactions.get(key)));
        return request.build();
    }

    private MemberReport read(TxnResponse response) {
        long cluster = response.getHeader().getClusterId();
        List<ByteString> outer = keys.outer();
        for (int i = 0; i < outer.size(); i++) {
            if (response.getResponses(i + 1).getResponseRange().getKvsCount() > 0) {
                return MemberReport.unusable(
                        cluster,
                        "holds " + outer.get(i).toStringUtf8() + ": the prefix " + keys.prefix()
                                + " lies inside another installation's",
                        true);
            }
        }
        RangeResponse own = response.getResponses(0).getResponseRange();
        return MemberReport.read(
                cluster, own.getKvsCount() == 0 ? null : own.getKvs(0).getValue());
    }

    private static MemberReport unread(StatusResponse status, Throwable error) {
        long cluster = status.getHeader().getClusterId();
        String refusal = EtcdErrors.refusal(error);
        if (refusal == null) {
            return MemberReport.unusable(cluster, "can't be read: " + EtcdErrors.brief(error), false);
        }
        // A learner becomes a voting member later, so that its problem is not lasting.
        return MemberReport.unusable(cluster, "refuses to be read: " + refusal, !status.getIsLearner());
    }

    private CompletableFuture<MemberReport> withProgress(MemberReport report) {
        CompletableFuture<MemberReport> result = new CompletableFuture<>();
        WatchOption option = WatchOption.builder()
                .withProgressNotify(true)
                .withNoPut(true)
                .withNoDelete(true)
                .withRequireLeader(true)
                .build();
        Watch.Watcher watcher = client.watch()
                .watch(
                        ByteSequence.from(keys.own()),
                        option,
                        Watch.listener(
                                notice -> loop.execute(() -> result.complete(report)),
                                error -> loop.execute(() -> result.complete(
                                        report.with("can't be watched: " + EtcdErrors.brief(error), false)))));
        Loop.Timer timeout = loop.after(
                PROGRESS_TIMEOUT,
                () -> result.complete(report.with(
                        "sends no progress notifications for watches, which Portmaster needs: \"etcd grpc-proxy\" sends none",
                        true)));
        ask(watcher, result);
        result.whenComplete((done, error) -> {
            timeout.cancel();
            watcher.close();
        });
        return result;
    }

    private void ask(Watch.Watcher watcher, CompletableFuture<MemberReport> result) {
        if (!result.isDone()) {
            try {
                watcher.requestProgress();
            } catch (RuntimeException streamIsGone) {
                // The watch reports that error itself.
            }
            loop.after(ASK_FOR_PROGRESS_EVERY, () -> ask(watcher, result));
        }
    }
}
