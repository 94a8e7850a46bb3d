package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.options.OptionsUtil;
import io.portmaster.etcd.KeySource.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Lists the keys with a prefix, page by page. All pages are of the first one's revision, and each is read in a transaction of its
 * own.
 */
final class PagedList {
    /** Keys in a page, some 2 MiB. For each page etcd counts all the keys that are left, so pages are large. */
    private static final int SIZE = 5_000;

    private final Function<RequestOp, CompletableFuture<TxnResponse>> commit;

    /** @param commit carries out an operation in a transaction that compares {@code _id} */
    PagedList(Function<RequestOp, CompletableFuture<TxnResponse>> commit) {
        this.commit = commit;
    }

    /** See {@link KeySource#list}. */
    <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read) {
        ByteString start = ByteString.copyFrom(prefix.getBytes());
        ByteString end = ByteString.copyFrom(OptionsUtil.prefixEndOf(prefix).getBytes());
        List<T> contents = new ArrayList<>();
        return page(start, end, 0).thenCompose(first -> rest(first.page(), end, first.revision(), read, contents)
                .thenApply(done -> new Snapshot<>(contents, first.revision())));
    }

    /** Converts a page while the next one is on its way. All pages are read at the first one's revision. */
    private <T> CompletableFuture<Void> rest(
            RangeResponse page, ByteString end, long revision, Function<KeyValue, T> read, List<T> contents) {
        CompletableFuture<Void> done = page.getMore()
                ? page(behindLast(page), end, revision)
                        .thenCompose(next -> rest(next.page(), end, revision, read, contents))
                : CompletableFuture.completedFuture(null);
        page.getKvsList().forEach(pair -> contents.add(read.apply(new KeyValue(pair, ByteSequence.EMPTY))));
        return done;
    }

    /** @param revision of the store when the page was read */
    private record Listed(RangeResponse page, long revision) {}

    /**
     * Reads a page.
     *
     * @param revision at which the keys are read; 0 for the newest
     */
    private CompletableFuture<Listed> page(ByteString from, ByteString end, long revision) {
        RequestOp range = RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder()
                        .setKey(from)
                        .setRangeEnd(end)
                        .setLimit(SIZE)
                        .setRevision(revision))
                .build();
        return commit.apply(range).thenApply(response -> {
            ResponseOp page = response.getResponses(0);
            return new Listed(page.getResponseRange(), response.getHeader().getRevision());
        });
    }

    private static ByteString behindLast(RangeResponse page) {
        return page.getKvs(page.getKvsCount() - 1).getKey().concat(ByteString.copyFrom(new byte[] {0}));
    }
}
