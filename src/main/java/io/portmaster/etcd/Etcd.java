package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.netty.channel.EventLoop;
import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.Loop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of etcd that Portmaster makes after the handshake. They run on the loop. Every call but a watch has a deadline. No
 * call that was sent is repeated here, since only the caller knows whether that is safe. An answer of another installation
 * counts for nothing: every header has to name the served cluster, every transaction compares {@code _id}, and the barrier's
 * read reads it.
 */
public final class Etcd implements KeySource, AutoCloseable {
    /** How long a caller waits after a failed call to etcd, so that it doesn't call without a pause. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private static final int ID_IN_ELSE_BRANCH = 1;

    private final ExecutorService resolver;
    private final InstallationKeys keys;
    private final ServedInstallation served;
    private final IdentityCheck identity;
    private final FailoverClient<EventLoopClient> client;
    private final EtcdWatches watches;
    private final LeaseCalls leases;
    private final PagedList pages = new PagedList(this::commit);

    /**
     * Begins to look for the installation. No call to etcd may be made before {@link #connected} has completed.
     *
     * @param eventLoop the event loop behind {@code loop}. The connections use it too
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
        this.leases = new LeaseCalls(client, served, loop);
    }

    private static Thread resolverThread(Runnable task) {
        Thread thread = new Thread(task, "etcd-names");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Completes on the loop once it is decided which installation is served, and a member of it is connected. Waits without a
     * limit while etcd is out of reach. Fails with an {@link IllegalStateException} if a person has to change something; its
     * message says what.
     */
    public CompletableFuture<Installation> connected() {
        return identity.decided().thenCompose(installation -> client.connected().thenApply(connected -> installation));
    }

    /** The served installation; null until it is decided. Called on the loop. */
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

    /** A line for each address at which a stranger answers. */
    public List<String> strangers() {
        return identity.strangers();
    }

    /** @param task runs when the records have moved to another cluster, so that all known revisions are void */
    void onMoved(Runnable task) {
        identity.onMoved(task);
    }

    /** The compare that {@code _id} is that of the served installation. */
    private Compare isServed() {
        return keys.holds(served.value());
    }

    /** The revision at which a linearizable read of {@code _id} was made. */
    CompletableFuture<Long> revision() {
        RangeRequest read = RangeRequest.newBuilder().setKey(keys.own()).build();
        return client.call(member -> member.range(read).thenApply(response -> {
            served.check(response.getHeader());
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
     * Carries out a transaction if the fence key is absent and {@code _id} is that of the served installation.
     *
     * @param fence the key that stops the transaction
     * @return the response. If it has not succeeded, the fence stands. Fails with a {@link StrangerException} if {@code _id}
     *     differs
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

    /** Carries out an operation if {@code _id} is that of the served installation. No fence stops it. */
    private CompletableFuture<TxnResponse> commit(RequestOp operation) {
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(isServed())
                .addSuccess(operation)
                .addFailure(keys.read())
                .build();
        return client.call(member -> member.txn(request).thenApply(response -> {
            TxnResponse checked = checked(response, 0);
            if (!checked.getSucceeded()) {
                // The compare of _id failed, and the else-branch has read the right _id. A sound etcd can't do both.
                throw StrangerException.ofInstallation();
            }
            return checked;
        }));
    }

    /** @param idInElseBranch the index of the response to the read of {@code _id} in the else-branch */
    private TxnResponse checked(TxnResponse response, int idInElseBranch) {
        if (!response.getSucceeded()) {
            // The value is checked first: a wrong value proves that nothing was written.
            requireServed(response.getResponses(idInElseBranch).getResponseRange());
        }
        served.check(response.getHeader());
        return response;
    }

    /**
     * Puts a key without a value on a lease. The put is in a nested transaction. An etcd before 3.5.33 or 3.6.14
     * accepts it there also when its space is used up.
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

    /** The calls about leases. */
    LeaseCalls leases() {
        return leases;
    }

    /**
     * The alarm that keeps etcd from accepting changes, such as a corrupt cluster, as the member reports it; null if there is
     * none.
     */
    CompletableFuture<@Nullable String> alarm() {
        return client.call(member -> member.status().thenApply(status -> {
            served.check(status.getHeader());
            return Handshake.alarm(status);
        }));
    }

    @Override
    public <T> CompletableFuture<Snapshot<T>> list(ByteSequence prefix, Function<KeyValue, T> read) {
        return pages.list(prefix, read);
    }

    @Override
    public Subscription watch(ByteSequence prefix, long fromRevision, Consumer<Changes> onChanges, Runnable onBroken) {
        return watches.open(client.get(), prefix, fromRevision, onChanges, onBroken);
    }

    /** Ends all calls, without waiting for them. */
    @Override
    public void close() {
        client.close();
        resolver.shutdown();
    }
}
