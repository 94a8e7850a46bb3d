package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.impl.EventLoopClient;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.OptionsUtil;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.netty.channel.EventLoop;
import io.portmaster.commit.Loop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The few calls of etcd that Portmaster makes, through jetcd. Here is the one place where what completes on another thread, or
 * amid the reading of a connection, comes back to the loop. Every call but a watch has a deadline, and none is tried again: whether that is safe only
 * the caller knows.
 */
public final class Etcd implements KeySource, AutoCloseable {
    /** A list of 40,000 records is some 10 MiB, and gRPC's own limit is 4 MiB. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    /** Of some 2 MiB. etcd counts all the keys of a list anew for each of its pages. */
    private static final int PAGE = 5_000;

    /** gRPC pings no more often than that. */
    private static final Duration PING_EVERY = Duration.ofSeconds(10);

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final LiveClient<EventLoopClient> client;
    private final Loop loop;

    /**
     * @param endpoints of the members of one cluster, as {@code http://host:port}, the one to use first at the front
     * @param eventLoop what the loop is made of: the connection lives on it too
     */
    public Etcd(List<URI> endpoints, Loop loop, EventLoop eventLoop) {
        this.loop = loop;
        this.client = new LiveClient<>(attempt -> connect(endpoints, attempt, eventLoop), EventLoopClient::close, loop);
    }

    /** All calls go to one member, the first that can be connected to: so one that falls silent can be told and left. */
    private static EventLoopClient connect(List<URI> endpoints, int attempt, EventLoop eventLoop) {
        List<URI> rotated = new ArrayList<>(endpoints);
        Collections.rotate(rotated, -attempt);
        ClientBuilder options = Client.builder()
                .endpoints(rotated)
                .loadBalancerPolicy("pick_first")
                .connectTimeout(CONNECT_TIMEOUT)
                .interceptor(new CallInterceptor())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .retryMaxAttempts(0)
                .keepaliveTime(PING_EVERY)
                .keepaliveTimeout(PING_TIMEOUT);
        return new EventLoopClient(options, eventLoop);
    }

    /** etcd's version, such as {@code 3.5.28}, as that member tells it. */
    public CompletableFuture<String> version(URI member) {
        return onLoop(client.get().maintenance().statusMember(member.toString()))
                .thenApply(status -> status.getVersion());
    }

    /** The revision that a linearizable read sees. */
    CompletableFuture<Long> revision(ByteSequence anyKey) {
        GetOption countOnly = GetOption.builder().withCountOnly(true).build();
        return onLoop(client.get().kv().get(anyKey, countOnly))
                .thenApply(response -> response.getHeader().getRevision());
    }

    CompletableFuture<TxnResponse> commit(Cmp guard, List<Op> operations) {
        return onLoop(client.get()
                .kv()
                .txn()
                .If(guard)
                .Then(operations.toArray(Op[]::new))
                .commit());
    }

    /**
     * Puts a key without a value on a lease.
     *
     * @return the revision of the put
     */
    CompletableFuture<Long> put(ByteSequence key, long lease) {
        PutOption onLease = PutOption.builder().withLeaseId(lease).build();
        return onLoop(client.get().kv().put(key, ByteSequence.EMPTY, onLease))
                .thenApply(response -> response.getHeader().getRevision());
    }

    /** A lease of at least so many seconds: etcd raises what is too short for its election timeout. */
    CompletableFuture<GrantedLease> grant(long ttl) {
        return onLoop(client.get().lease().grant(ttl))
                .thenApply(response -> new GrantedLease(response.getID(), response.getTTL()));
    }

    @Override
    public <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read) {
        ByteSequence end = OptionsUtil.prefixEndOf(prefix);
        List<T> contents = new ArrayList<>();
        return page(prefix, end, 0).thenCompose(first -> {
            long revision = first.getHeader().getRevision();
            return rest(first, end, revision, read, contents).thenApply(done -> new Snapshot<>(contents, revision));
        });
    }

    /** Reads a page while the next one is on its way, all at the first one's revision. */
    private <T> CompletableFuture<Void> rest(
            GetResponse page, ByteSequence end, long revision, Function<KeyValue, T> read, List<T> contents) {
        CompletableFuture<Void> done = page.isMore()
                ? page(behindLast(page), end, revision).thenCompose(next -> rest(next, end, revision, read, contents))
                : CompletableFuture.completedFuture(null);
        page.getKvs().forEach(pair -> contents.add(read.apply(pair)));
        return done;
    }

    /** @param revision 0 for the newest */
    private CompletableFuture<GetResponse> page(ByteSequence from, ByteSequence end, long revision) {
        GetOption option = GetOption.builder()
                .withRange(end)
                .withLimit(PAGE)
                .withRevision(revision)
                .build();
        return onLoop(client.get().kv().get(from, option));
    }

    private static ByteSequence behindLast(GetResponse response) {
        List<KeyValue> kvs = response.getKvs();
        return kvs.get(kvs.size() - 1).getKey().concat(ByteSequence.from(new byte[] {0}));
    }

    @Override
    public Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(fromRevision)
                .withProgressNotify(true)
                // Without it a member that was cut off from the others goes on in silence.
                .withRequireLeader(true)
                .build();
        Watch.Watcher watcher = client.get()
                .watch()
                .watch(
                        prefix,
                        option,
                        Watch.listener(
                                response -> loop.execute(() -> onChanges.accept(changes(response))),
                                error -> loop.execute(onBroken),
                                () -> loop.execute(onBroken)));
        return new Subscription() {
            @Override
            public void requestProgress() {
                try {
                    watcher.requestProgress();
                } catch (RuntimeException streamIsGone) {
                    loop.execute(onBroken);
                }
            }

            @Override
            public void close() {
                watcher.close();
            }
        };
    }

    private static Changes changes(WatchResponse response) {
        List<WatchEvent> events = response.getEvents();
        // An event response's header may be ahead of its events: only they say how far it reaches.
        long revision = events.isEmpty()
                ? response.getHeader().getRevision()
                : events.get(events.size() - 1).getKeyValue().getModRevision();
        return new Changes(events, revision);
    }

    private <T> CompletableFuture<T> onLoop(CompletableFuture<T> call) {
        CompletableFuture<T> onLoop = new CompletableFuture<>();
        call.whenComplete((value, error) -> loop.execute(() -> {
            if (error == null) {
                client.answered();
                onLoop.complete(value);
            } else {
                client.failed(error);
                onLoop.completeExceptionally(error);
            }
        }));
        return onLoop;
    }

    /** Ends all calls and waits for none. */
    @Override
    public void close() {
        client.close();
    }

    /**
     * A lease as etcd granted it.
     *
     * @param ttl seconds
     */
    record GrantedLease(long id, long ttl) {}
}
