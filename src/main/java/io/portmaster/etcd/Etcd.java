package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.etcd.jetcd.options.OptionsUtil;
import io.netty.channel.EventLoop;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.Loop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of etcd that Portmaster makes, on the loop. Every call but a watch has a deadline, and none that was sent is
 * tried again: whether that is safe only the caller knows. No answer is taken from an etcd of another installation: every header has
 * to name the cluster that is served, every transaction compares {@code _id}, and the read that the barrier rests on reads it.
 */
public final class Etcd implements KeySource, AutoCloseable {
    /** Of some 2 MiB. etcd counts all the keys of a list anew for each of its pages. */
    private static final int PAGE = 5_000;

    /** After a call to etcd has failed, its caller waits for so long before it goes on, so that it doesn't call without a pause. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private static final int ID_IN_ELSE_BRANCH = 1;

    private final ExecutorService resolver;
    private final InstallationKeys keys;
    private final ServedInstallation served;
    private final IdentityCheck identity;
    private final FailoverClient<EventLoopClient> client;
    private final EtcdWatches watches;

    /**
     * Begins to look for the installation. No other call may be made before {@link #connected} has completed.
     *
     * @param eventLoop what the loop is made of: the connections live on it too
     */
    public Etcd(EtcdOptions options, Loop loop, EventLoop eventLoop, StoreListener listener) {
        this.resolver = Executors.newCachedThreadPool(Etcd::resolverThread);
        this.keys = new InstallationKeys(options.prefix());
        this.served = new ServedInstallation(loop);
        this.watches = new EtcdWatches(served, loop);
        MemberList list =
                new MemberList(options.endpoints(), InetAddress::getAllByName, resolver, options.random(), loop);
        this.identity = new IdentityCheck(list, keys, served, options, () -> Uuids.random(options.random()), loop);
        this.client =
                new FailoverClient<>(list, new EtcdConnector(identity, eventLoop), watches::moveTo, loop, listener);
    }

    private static Thread resolverThread(Runnable task) {
        Thread thread = new Thread(task, "etcd-names");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Completes on the loop once it is decided which installation is served and a member of it is connected. Fails with an {@link
     * IllegalStateException} when only a person can mend what is wrong; its message says what. Takes as long as etcd is out of reach.
     */
    public CompletableFuture<Installation> connected() {
        return identity.decided().thenCompose(installation -> client.connected().thenApply(connected -> installation));
    }

    /** What is served now; null before that is decided. Called on the loop, as all else. */
    public @Nullable Installation served() {
        return served.get();
    }

    /** Whether any address has answered so far. Called on the loop. */
    public boolean hasHeard() {
        return identity.hasHeard();
    }

    /** Whether this process has made the installation that it serves. */
    public boolean hasMadeInstallation() {
        return identity.hasMade();
    }

    /** Whether calls have a member to go to. */
    boolean isConnected() {
        return client.get() != null;
    }

    /** What each address has said, in one line for people. */
    public String describe() {
        return identity.describe();
    }

    /** A line for each address of the list at which somebody else's etcd answers. */
    public List<String> strangers() {
        return identity.strangers();
    }

    /** @param task runs when the records have moved to another cluster: all that was known of revisions is void */
    void onMoved(Runnable task) {
        identity.onMoved(task);
    }

    /** What {@code _id} must hold for a transaction to be carried out. */
    private Compare isServed() {
        return keys.holds(served.value());
    }

    /** The revision that a linearizable read of {@code _id} sees. */
    CompletableFuture<Long> revision() {
        RangeRequest read = RangeRequest.newBuilder().setKey(keys.own()).build();
        return client.call(member -> member.range(read).thenApply(response -> {
            served.check(response.getHeader().getClusterId());
            requireServed(response);
            return response.getHeader().getRevision();
        }));
    }

    private void requireServed(RangeResponse id) {
        if (id.getKvsCount() == 0 || !id.getKvs(0).getValue().equals(served.value())) {
            throw StrangerException.ofInstallation();
        }
    }

    /**
     * Carries out a transaction if the fence doesn't stand, and the etcd is of this installation.
     *
     * @param fence the key that stops the transaction
     * @return the response. If not succeeded, the fence stands; of another installation's etcd there is none
     */
    CompletableFuture<TxnResponse> commit(ByteString fence, TxnRequest.Builder transaction) {
        TxnRequest request = transaction
                .addCompare(0, Transactions.isAbsent(fence))
                .addCompare(1, isServed())
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(fence).setKeysOnly(true)))
                .addFailure(keys.read())
                .build();
        return client.call(member -> member.txn(request).thenApply(response -> checked(response, ID_IN_ELSE_BRANCH)));
    }

    /** Carries out what a stranger must not, and what no fence may stop. */
    private CompletableFuture<TxnResponse> commit(RequestOp operation) {
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(isServed())
                .addSuccess(operation)
                .addFailure(keys.read())
                .build();
        return client.call(member -> member.txn(request).thenApply(response -> {
            TxnResponse checked = checked(response, 0);
            if (!checked.getSucceeded()) {
                // The only compare failed, and the else-branch read the very value: one transaction can't see both.
                throw StrangerException.ofInstallation();
            }
            return checked;
        }));
    }

    /** @param idInElseBranch where the else-branch has what it read under {@code _id} */
    private TxnResponse checked(TxnResponse response, int idInElseBranch) {
        if (!response.getSucceeded()) {
            // By value first: it tells that nothing was written.
            requireServed(response.getResponses(idInElseBranch).getResponseRange());
        }
        served.check(response.getHeader().getClusterId());
        return response;
    }

    /**
     * Puts a key without a value on a lease. The put stands in a nested transaction: an etcd whose space is used up refuses it
     * otherwise (and from 3.5.33 and 3.6.14 on it does so there too).
     *
     * @return the revision of the put
     */
    CompletableFuture<Long> put(ByteString key, Lease lease) {
        RequestOp put = RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key).setLease(lease.id()))
                .build();
        RequestOp nested = RequestOp.newBuilder()
                .setRequestTxn(TxnRequest.newBuilder().addSuccess(put))
                .build();
        return commit(nested).thenApply(response -> response.getHeader().getRevision());
    }

    /** A lease of at least so many seconds: etcd raises what is too short for its election timeout. */
    CompletableFuture<GrantedLease> grant(long ttl) {
        LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttl).build();
        return client.call(member -> member.grant(request).thenApply(response -> {
            served.check(response.getHeader().getClusterId());
            return new GrantedLease(new Lease(response.getID()), response.getTTL());
        }));
    }

    /** What the member at hand says of alarms, such as a corrupt cluster; null if it reports none that keeps it from serving. */
    CompletableFuture<@Nullable String> alarm() {
        return client.call(member -> member.status().thenApply(status -> {
            served.check(status.getHeader().getClusterId());
            return Handshake.alarm(status);
        }));
    }

    @Override
    public <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read) {
        ByteString start = ByteString.copyFrom(prefix.getBytes());
        ByteString end = ByteString.copyFrom(OptionsUtil.prefixEndOf(prefix).getBytes());
        List<T> contents = new ArrayList<>();
        return page(start, end, 0).thenCompose(first -> rest(first.page(), end, first.revision(), read, contents)
                .thenApply(done -> new Snapshot<>(contents, first.revision())));
    }

    /** Reads a page while the next one is on its way, all at the first one's revision. */
    private <T> CompletableFuture<Void> rest(
            RangeResponse page, ByteString end, long revision, Function<KeyValue, T> read, List<T> contents) {
        CompletableFuture<Void> done = page.getMore()
                ? page(behindLast(page), end, revision)
                        .thenCompose(next -> rest(next.page(), end, revision, read, contents))
                : CompletableFuture.completedFuture(null);
        page.getKvsList().forEach(pair -> contents.add(read.apply(new KeyValue(pair, ByteSequence.EMPTY))));
        return done;
    }

    /** @param revision of the store when it was read */
    private record Listed(RangeResponse page, long revision) {}

    /**
     * Inside a transaction, so that it comes from this installation or not at all.
     *
     * @param revision 0 for the newest
     */
    private CompletableFuture<Listed> page(ByteString from, ByteString end, long revision) {
        RequestOp range = RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder()
                        .setKey(from)
                        .setRangeEnd(end)
                        .setLimit(PAGE)
                        .setRevision(revision))
                .build();
        return commit(range).thenApply(response -> {
            ResponseOp page = response.getResponses(0);
            return new Listed(page.getResponseRange(), response.getHeader().getRevision());
        });
    }

    private static ByteString behindLast(RangeResponse page) {
        return page.getKvs(page.getKvsCount() - 1).getKey().concat(ByteString.copyFrom(new byte[] {0}));
    }

    @Override
    public Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
        return watches.open(client.get(), prefix, fromRevision, onChanges, onBroken);
    }

    /** Ends all calls and waits for none. */
    @Override
    public void close() {
        client.close();
        resolver.shutdown();
    }

    /**
     * A lease as etcd granted it.
     *
     * @param ttl seconds
     */
    record GrantedLease(Lease lease, long ttl) {}
}
