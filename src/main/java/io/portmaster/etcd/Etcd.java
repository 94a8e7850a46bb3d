package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.OptionsUtil;
import io.etcd.jetcd.options.PutOption;
import io.netty.channel.EventLoop;
import io.portmaster.commit.Loop;
import io.portmaster.commit.StoreListener;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The few calls of etcd that Portmaster makes, through jetcd, on the loop. Every call but a watch has a deadline, and none that
 * was sent is tried again: whether that is safe only the caller knows.
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

    /** Nobody's: only the answer's header counts. */
    private static final ByteString ANY_KEY = ByteString.copyFromUtf8("?");

    private final LiveClient<EventLoopClient> client;
    private final Loop loop;
    private final Set<EtcdWatch> watches = new HashSet<>();

    /**
     * @param endpoints of the members of one cluster, as {@code http://host:port}, the one to use while all is well at the front
     * @param eventLoop what the loop is made of: the connections live on it too
     */
    public Etcd(List<URI> endpoints, Loop loop, EventLoop eventLoop, StoreListener listener) {
        this.loop = loop;
        this.client = new LiveClient<>(
                endpoints.size(), new Members(endpoints, eventLoop), this::takeWatchesTo, loop, listener);
    }

    /** Clients of one member each. */
    private record Members(List<URI> endpoints, EventLoop eventLoop) implements Lines<EventLoopClient> {
        @Override
        public EventLoopClient open(int member, Runnable onLost) {
            ClientBuilder options = Client.builder()
                    // gRPC's own resolver, since jetcd's would keep the loop waiting for a name server.
                    .target("dns:///" + endpoints.get(member).getAuthority())
                    .loadBalancerPolicy("pick_first")
                    .connectTimeout(CONNECT_TIMEOUT)
                    .interceptor(new CallInterceptor())
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .retryMaxAttempts(0)
                    .keepaliveTime(PING_EVERY)
                    .keepaliveTimeout(PING_TIMEOUT);
            return new EventLoopClient(options, eventLoop, onLost);
        }

        @Override
        public CompletableFuture<?> ask(EventLoopClient client) {
            return client.range(countOnly(ANY_KEY));
        }

        @Override
        public void close(EventLoopClient client) {
            client.close();
        }
    }

    /** etcd's version, such as {@code 3.5.28}, as that member tells it. May be called from any thread. */
    public CompletableFuture<String> version(URI member) {
        CompletableFuture<String> version = new CompletableFuture<>();
        client.get()
                .maintenance()
                .statusMember(member.toString())
                .whenComplete((status, error) -> loop.execute(() -> {
                    if (error == null) {
                        version.complete(status.getVersion());
                    } else {
                        version.completeExceptionally(error);
                    }
                }));
        return version;
    }

    /** The revision that a linearizable read sees. */
    CompletableFuture<Long> revision(ByteString anyKey) {
        return client.call(member -> member.range(countOnly(anyKey)))
                .thenApply(response -> response.getHeader().getRevision());
    }

    private static RangeRequest countOnly(ByteString key) {
        return RangeRequest.newBuilder().setKey(key).setCountOnly(true).build();
    }

    CompletableFuture<TxnResponse> commit(TxnRequest transaction) {
        return client.call(member -> member.txn(transaction));
    }

    /**
     * Puts a key without a value on a lease.
     *
     * @return the revision of the put
     */
    CompletableFuture<Long> put(ByteString key, long lease) {
        PutOption onLease = PutOption.builder().withLeaseId(lease).build();
        return client.call(member -> member.kv().put(ByteSequence.from(key), ByteSequence.EMPTY, onLease))
                .thenApply(response -> response.getHeader().getRevision());
    }

    /** A lease of at least so many seconds: etcd raises what is too short for its election timeout. */
    CompletableFuture<GrantedLease> grant(long ttl) {
        return client.call(member -> member.lease().grant(ttl))
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
        return client.call(member -> member.kv().get(from, option));
    }

    private static ByteSequence behindLast(GetResponse response) {
        List<KeyValue> kvs = response.getKvs();
        return kvs.get(kvs.size() - 1).getKey().concat(ByteSequence.from(new byte[] {0}));
    }

    @Override
    public Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
        EtcdWatch watch = new EtcdWatch(prefix, fromRevision, onChanges, onBroken, loop);
        watches.add(watch);
        watch.through(client.get().watch());
        return new Subscription() {
            @Override
            public void requestProgress() {
                watch.requestProgress();
            }

            @Override
            public void close() {
                watches.remove(watch);
                watch.close();
            }
        };
    }

    private void takeWatchesTo(EventLoopClient member) {
        watches.forEach(watch -> watch.through(member.watch()));
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
