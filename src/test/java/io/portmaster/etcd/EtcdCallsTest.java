package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.FreePort;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.SharedEtcd;
import io.portmaster.cluster.Stage;
import io.portmaster.cluster.TcpProxy;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.StoreListener;
import io.portmaster.etcd.KeySource.Changes;
import io.portmaster.etcd.KeySource.Snapshot;
import io.portmaster.loop.ThreadLoop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Etcd} on a real etcd: what its calls return, and what a failure tells. */
class EtcdCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Always chooses the first. */
    private static final RandomGenerator FIRST_IS_HOME = () -> 0;

    @RegisterExtension
    private final Stage stage = new Stage();

    private final ThreadLoop loop = new ThreadLoop();
    private final String prefix = "/calls-" + UUID.randomUUID() + "/";
    private final List<Etcd> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Etcd::close);
        loop.close();
    }

    private Etcd open(String... endpoints) {
        List<URI> members = Stream.of(endpoints).map(URI::create).toList();
        Etcd etcd = new Etcd(
                EtcdOptions.serving(members, prefix, null, FIRST_IS_HOME), loop, loop.eventLoop(), StoreListener.NONE);
        opened.add(etcd);
        await(etcd.connected());
        return etcd;
    }

    private Etcd open() {
        return open(SharedEtcd.get().endpoints());
    }

    private ByteSequence key(String name) {
        return ByteSequence.from(prefix + "keys/" + name, UTF_8);
    }

    private RequestOp put(String name) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(prefix + "keys/" + name))
                        .setValue(ByteString.copyFromUtf8("x")))
                .build();
    }

    private CompletableFuture<TxnResponse> commit(Etcd etcd, RequestOp... puts) {
        return commit(etcd, List.of(puts));
    }

    private CompletableFuture<TxnResponse> commit(Etcd etcd, List<RequestOp> puts) {
        ByteString fence = ByteString.copyFromUtf8(prefix + "fence");
        return etcd.commit(fence, TxnRequest.newBuilder().addAllSuccess(puts));
    }

    /** Makes a call on the loop, and waits for its end. */
    private <T> T get(Supplier<CompletableFuture<T>> call) {
        return await(begin(call));
    }

    private <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        return CompletableFuture.supplyAsync(call, loop).thenCompose(begun -> begun);
    }

    private KeySource.Subscription watch(Etcd etcd, long from, Consumer<Changes> onChanges, Runnable onBroken) {
        return get(() -> CompletableFuture.completedFuture(etcd.watch(key(""), from, onChanges, onBroken)));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private <T> Throwable failureOf(Supplier<CompletableFuture<T>> call) {
        Throwable thrown = catchThrowable(() -> get(call));
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    @Test
    void listOfManyPagesShowsOneRevision() {
        Etcd etcd = open();
        int count = 12_000;
        for (int from = 0; from < count; from += 100) {
            List<RequestOp> hundred = IntStream.range(from, from + 100)
                    .mapToObj(number -> put(String.format("%05d", number)))
                    .toList();
            get(() -> commit(etcd, hundred));
        }
        CompletableFuture<Snapshot<KeyValue>> listing = begin(() -> etcd.list(key(""), pair -> pair));
        get(() -> commit(etcd, put("99999")));
        Snapshot<KeyValue> snapshot = await(listing);
        assertThat(snapshot.contents()).hasSizeBetween(count, count + 1);
        assertThat(snapshot.contents()).allMatch(pair -> pair.getModRevision() <= snapshot.revision());
        assertThat(snapshot.contents())
                .extracting(pair -> pair.getKey().toString(UTF_8))
                .doesNotHaveDuplicates();
    }

    @Test
    void watchTellsEveryChangeAndItsRevision() {
        Etcd etcd = open();
        long before = get(() -> etcd.revision());
        Queue<Changes> heard = new ConcurrentLinkedQueue<>();
        KeySource.Subscription watch = watch(etcd, before + 1, heard::add, () -> {});
        long written = get(() -> commit(etcd, put("a"), put("b"))).getHeader().getRevision();
        Await.until("both puts in one piece", PATIENCE, () -> heard.stream()
                .anyMatch(changes -> changes.events().size() == 2 && changes.revision() == written));
        Await.until("progress on an idle prefix", PATIENCE, () -> {
            watch.requestProgress();
            return heard.stream().anyMatch(changes -> changes.events().isEmpty() && changes.revision() >= written);
        });
        watch.close();
    }

    @Test
    void watchThatIsCutOffReportsIt() {
        GrpcProxy proxy = stage.grpcProxy(SharedEtcd.get().endpoints());
        Etcd etcd = open(proxy.endpoint());
        AtomicInteger broken = new AtomicInteger();
        int before = proxy.calls(GrpcProxy.WATCH);
        watch(etcd, 1, changes -> {}, broken::incrementAndGet);
        Await.until("the watch is open", PATIENCE, () -> proxy.calls(GrpcProxy.WATCH) > before);
        proxy.sever(GrpcProxy.WATCH);
        Await.until("word of the break", PATIENCE, () -> broken.get() > 0);
    }

    /** jetcd's own watch would go on half a second later, and would have lost events. */
    @Test
    void watchThatIsCutOffBeforeItsFirstEventReportsItAndNothingAfterItsClosing() {
        GrpcProxy proxy = stage.grpcProxy(SharedEtcd.get().endpoints());
        Etcd etcd = open(proxy.endpoint());
        long before = get(() -> etcd.revision());
        Queue<Changes> heard = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> broken = new CompletableFuture<>();
        KeySource.Subscription watch = watch(etcd, before, heard::add, () -> broken.complete(null));
        Await.until("word that it is open", PATIENCE, () -> {
            watch.requestProgress();
            return !heard.isEmpty();
        });
        heard.clear();
        proxy.mute(GrpcProxy.WATCH);
        get(() -> commit(etcd, put("lost")));
        proxy.sever(GrpcProxy.WATCH);
        proxy.unmute(GrpcProxy.WATCH);
        await(broken.thenRunAsync(watch::close, loop));
        int watches = proxy.calls(GrpcProxy.WATCH);
        get(() -> commit(etcd, put("later")));
        Queue<Changes> heardAnew = new ConcurrentLinkedQueue<>();
        KeySource.Subscription anew = watch(etcd, before, heardAnew::add, () -> {});
        Await.until("both puts by a watch from where the first began", PATIENCE, () -> events(heardAnew) == 2);
        Await.pass(Duration.ofMillis(700));
        assertThat(events(heard)).isZero();
        assertThat(proxy.calls(GrpcProxy.WATCH)).isEqualTo(watches + 1);
        anew.close();
    }

    private static int events(Queue<Changes> heard) {
        return heard.stream().mapToInt(changes -> changes.events().size()).sum();
    }

    @Test
    void callsToAMemberThatFallsSilentEndAndTheNextGoToAnother() {
        String member = SharedEtcd.get().endpoints();
        TcpProxy proxy = stage.tcpProxy(member);
        Etcd etcd = open(proxy.endpoint(), member);
        get(() -> etcd.revision());
        proxy.hold();
        List<CompletableFuture<TxnResponse>> calls = IntStream.range(0, 50)
                .mapToObj(number -> begin(() -> commit(etcd, put("n" + number))))
                .toList();
        long start = System.nanoTime();
        for (CompletableFuture<TxnResponse> call : calls) {
            Throwable failure = catchThrowable(() -> await(call)).getCause();
            assertThat(EtcdErrors.definite(failure))
                    .as(EtcdErrors.brief(failure))
                    .isNull();
        }
        System.out.println("calls to a member that fell silent ended after "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        get(() -> commit(etcd, put("next")));
    }

    @Test
    void callThatFindsItsMemberDownGoesToAnother() {
        open();
        Etcd etcd = open("http://127.0.0.1:" + FreePort.next(), SharedEtcd.get().endpoints());
        get(() -> commit(etcd, put("a")));
        assertThat(get(() -> etcd.list(key(""), pair -> pair)).contents()).hasSize(1);
    }

    @Test
    void watchFromACompactedRevisionReportsItsEnd() {
        io.portmaster.cluster.EtcdCluster own = stage.etcd(1);
        Etcd etcd = open(own.endpoints());
        get(() -> commit(etcd, put("a")));
        long newest = get(() -> commit(etcd, put("a"))).getHeader().getRevision();
        await(own.client().getKVClient().compact(newest));
        AtomicInteger broken = new AtomicInteger();
        watch(etcd, 1, changes -> {}, broken::incrementAndGet);
        Await.until("word of the compaction", PATIENCE, () -> broken.get() > 0);
    }

    @Test
    void callThatNoConnectionCarriedIsNotSent() {
        TcpProxy proxy = stage.tcpProxy(SharedEtcd.get().endpoints());
        Etcd etcd = open(proxy.endpoint());
        proxy.close();
        Await.until(
                "the loss is noticed",
                PATIENCE,
                () -> !get(() -> CompletableFuture.completedFuture(etcd.isConnected())));
        Throwable failure = failureOf(() -> commit(etcd, put("a")));
        assertThat(EtcdErrors.definite(failure)).isEqualTo(Reason.NOT_SENT);
    }

    @Test
    void callWhoseAnswerIsLostIsUnknownThoughItTookEffect() {
        GrpcProxy proxy = stage.grpcProxy(SharedEtcd.get().endpoints());
        Etcd etcd = open(proxy.endpoint());
        get(() -> etcd.revision());
        proxy.mute(GrpcProxy.TXN);
        Throwable failure = failureOf(() -> commit(etcd, put("a")));
        assertThat(EtcdErrors.definite(failure)).isNull();
        Etcd other = open();
        assertThat(get(() -> other.list(key(""), pair -> pair)).contents()).hasSize(1);
    }

    @Test
    void claimOnALeaseThatIsGoneChangedNothing() {
        Etcd etcd = open();
        RequestOp claim = RequestOp.newBuilder()
                .setRequestPut(put("a").getRequestPut().toBuilder().setLease(4711))
                .build();
        Throwable failure = failureOf(() -> commit(etcd, put("b"), claim));
        assertThat(EtcdErrors.definite(failure)).isEqualTo(Reason.LEASE_GONE);
        assertThat(get(() -> etcd.list(key(""), pair -> pair)).contents()).isEmpty();
    }

    @Test
    void transactionThatEtcdRefusesForItsFormChangedNothing() {
        Etcd etcd = open();
        assertThat(EtcdErrors.definite(failureOf(() -> commit(etcd, put("a"), put("a")))))
                .isEqualTo(Reason.INVALID);
        List<RequestOp> tooMany =
                IntStream.range(0, 200).mapToObj(number -> put("n" + number)).toList();
        assertThat(EtcdErrors.definite(failureOf(() -> commit(etcd, tooMany)))).isEqualTo(Reason.INVALID);
        assertThat(get(() -> etcd.list(key(""), pair -> pair)).contents()).isEmpty();
    }
}
