package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.SharedEtcd;
import io.portmaster.cluster.Stage;
import io.portmaster.cluster.TcpProxy;
import io.portmaster.commit.GrantOutcome;
import io.portmaster.commit.RenewalOutcome;
import io.portmaster.commit.RenewalOutcome.Renewed;
import io.portmaster.commit.RevokeOutcome;
import io.portmaster.contract.LeasesUnderTest;
import io.portmaster.domain.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leases of clients on a real etcd whose members, connections and streams break. */
class TroubledLeasesTest {
    private static final Duration PATIENCE = LeasesUnderTest.PATIENCE;
    private static final String KEEP_ALIVE = LeaseGrpc.getLeaseKeepAliveMethod().getFullMethodName();
    private static final String GRANT = LeaseGrpc.getLeaseGrantMethod().getFullMethodName();
    private static final String REVOKE = LeaseGrpc.getLeaseRevokeMethod().getFullMethodName();
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration LINGER = Duration.ofSeconds(3);

    @RegisterExtension
    private final Stage stage = new Stage();

    private final List<EtcdLeasesUnderTest> opened = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();

    @AfterEach
    void close() {
        opened.forEach(EtcdLeasesUnderTest::close);
    }

    private EtcdLeasesUnderTest open(EtcdCluster etcd, String... endpoints) {
        EtcdLeasesUnderTest under = new EtcdLeasesUnderTest(etcd.client(), endpoints);
        opened.add(under);
        return under;
    }

    private EtcdLeasesUnderTest open(GrpcProxy proxy) {
        return open(SharedEtcd.get(), proxy.endpoint());
    }

    private GrpcProxy proxy() {
        return stage.grpcProxy(SharedEtcd.get().endpoints());
    }

    private Lease number() {
        return new Lease(2 * random.nextLong(1, Long.MAX_VALUE / 2));
    }

    private static Lease companion(Lease lease) {
        return new Lease(lease.id() + 1);
    }

    private Lease pair(EtcdLeasesUnderTest under, Duration ttl) {
        Lease lease = number();
        assertThat(grant(under, lease, ttl)).isInstanceOf(GrantOutcome.Granted.class);
        assertThat(grant(under, companion(lease), ttl.plus(LINGER))).isInstanceOf(GrantOutcome.Granted.class);
        return lease;
    }

    private static GrantOutcome grant(EtcdLeasesUnderTest under, Lease lease, Duration ttl) {
        return under.call(() -> under.leases().grant(lease, ttl, under.caller()));
    }

    private static RevokeOutcome revoke(EtcdLeasesUnderTest under, Lease lease) {
        return under.call(() -> under.leases().revoke(lease, under.caller()));
    }

    private static CompletableFuture<RenewalOutcome> renew(EtcdLeasesUnderTest under, Lease lease) {
        return under.begin(() -> under.leases().renew(lease, companion(lease), () -> true, under.caller()));
    }

    private static RenewalOutcome outcome(CompletableFuture<RenewalOutcome> renewal) {
        return EtcdLeasesUnderTest.get(renewal);
    }

    @Test
    void manyRenewalsShareOneStream() {
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        List<Lease> leases =
                IntStream.range(0, 50).mapToObj(each -> pair(under, TTL)).toList();
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<RenewalOutcome>> renewals =
                    leases.stream().map(lease -> renew(under, lease)).toList();
            assertThat(renewals)
                    .allSatisfy(renewal -> assertThat(outcome(renewal)).isEqualTo(new Renewed(TTL)));
        }
        assertThat(proxy.calls(KEEP_ALIVE)).isEqualTo(1);
    }

    @Test
    void renewalOnAStreamThatIsCutIsUnknownAndTheNextOneGoesOnANewStream() {
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        Lease lease = pair(under, TTL);
        assertThat(outcome(renew(under, lease))).isEqualTo(new Renewed(TTL));

        proxy.mute(KEEP_ALIVE);
        CompletableFuture<RenewalOutcome> cutOff = renew(under, lease);
        assertThat(under.<Boolean>call(() -> CompletableFuture.completedFuture(cutOff.isDone())))
                .isFalse();
        proxy.sever(KEEP_ALIVE);
        proxy.unmute(KEEP_ALIVE);

        assertThat(outcome(cutOff)).isEqualTo(new RenewalOutcome.Unknown());
        assertThat(outcome(renew(under, lease))).isEqualTo(new Renewed(TTL));
        assertThat(proxy.calls(KEEP_ALIVE)).isEqualTo(2);
    }

    @Test
    void renewalOnASilentStreamIsUnknownInTimeAndTheNextOneGoesOnANewStream() {
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        Lease lease = pair(under, TTL);
        proxy.mute(KEEP_ALIVE);

        assertThat(outcome(renew(under, lease))).isEqualTo(new RenewalOutcome.Unknown());

        proxy.unmute(KEEP_ALIVE);
        assertThat(outcome(renew(under, lease))).isEqualTo(new Renewed(TTL));
        assertThat(proxy.calls(KEEP_ALIVE)).isEqualTo(2);
    }

    @Test
    void grantAndRevokeWhoseAnswersAreLostAreUnknownThoughTheyTookEffect() {
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        Lease lease = number();

        proxy.mute(GRANT);
        assertThat(grant(under, lease, TTL)).isEqualTo(new GrantOutcome.Unknown());
        assertThat(under.left(lease)).isPositive();

        proxy.mute(REVOKE);
        assertThat(revoke(under, lease)).isEqualTo(new RevokeOutcome.Unknown());
        assertThat(under.left(lease)).isZero();
    }

    @Test
    void nothingIsSentWhileNoMemberCanBeReached() {
        TcpProxy proxy = stage.tcpProxy(SharedEtcd.get().endpoints());
        EtcdLeasesUnderTest under = open(SharedEtcd.get(), proxy.endpoint());
        Lease lease = pair(under, TTL);
        proxy.cut();
        Await.until(
                "the loss is noticed",
                PATIENCE,
                () -> !under.<Boolean>call(
                        () -> CompletableFuture.completedFuture(under.etcd().isConnected())));

        assertThat(outcome(renew(under, lease))).isEqualTo(new RenewalOutcome.NotSent());
        assertThat(revoke(under, lease)).isEqualTo(new RevokeOutcome.NotSent());
        assertThat(grant(under, number(), TTL)).isEqualTo(new GrantOutcome.NotSent());
        assertThat(under.left(lease)).isPositive();
    }

    @Test
    void renewalGoesToAnotherMemberOnceItsMemberIsKilled() {
        EtcdCluster etcd = stage.etcd(3);
        EtcdLeasesUnderTest under = open(etcd, etcd.endpoints().split(","));
        Lease lease = pair(under, TTL);
        assertThat(outcome(renew(under, lease))).isEqualTo(new Renewed(TTL));

        etcd.member(0).freeze();
        CompletableFuture<RenewalOutcome> cutOff = renew(under, lease);
        assertThat(under.<Boolean>call(() -> CompletableFuture.completedFuture(cutOff.isDone())))
                .isFalse();
        etcd.member(0).kill();

        assertThat(outcome(cutOff)).isEqualTo(new RenewalOutcome.Unknown());
        Await.until(
                "a renewal through another member", PATIENCE, () -> outcome(renew(under, lease)) instanceof Renewed);
    }

    @Test
    void answersOfAnotherClusterCountForNothing() {
        EtcdCluster stranger = stage.etcd(1);
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        Lease lease = pair(under, TTL);
        List.of(GRANT, KEEP_ALIVE, REVOKE).forEach(method -> proxy.divert(method, stranger.endpoints()));

        assertThat(grant(under, lease, TTL)).isEqualTo(new GrantOutcome.Unknown());
        assertThat(grant(under, companion(lease), TTL)).isEqualTo(new GrantOutcome.Unknown());
        assertThat(outcome(renew(under, lease))).isEqualTo(new RenewalOutcome.Unknown());
        assertThat(revoke(under, lease)).isEqualTo(new RevokeOutcome.Unknown());
        assertThat(under.left(lease)).isPositive();
    }

    /**
     * The companion's keep-alives don't arrive. The lease may not be kept alive without them: else its companion would end first,
     * and its ports would be free at once.
     */
    @Test
    void companionWhoseKeepAlivesAreLostOutlivesItsLeaseByTheLinger() {
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        Lease lease = pair(under, Duration.ofSeconds(4));
        assertThat(outcome(renew(under, lease))).isInstanceOf(Renewed.class);

        proxy.tamper(KEEP_ALIVE, request -> isFor(companion(lease), request) ? new byte[0] : request);
        try (Ends ends = new Ends(SharedEtcd.get().client())) {
            ends.follow(lease);
            ends.follow(companion(lease));
            Await.until("both have ended", PATIENCE, () -> {
                assertThat(outcome(renew(under, lease))).isNotInstanceOf(Renewed.class);
                return ends.of(lease) != null && ends.of(companion(lease)) != null;
            });
            ends.assertInOrder(lease, companion(lease));
        }
    }

    /** 40 renewals get 80 answers, and the stream is cut before any one of them. Nobody renews after that. */
    @Test
    void companionOutlivesItsLeaseByTheLingerWheneverTheStreamWasCut() {
        long seed = random.nextLong();
        System.out.println("streams are cut by seed " + seed);
        SplittableRandom moments = new SplittableRandom(seed);
        GrpcProxy proxy = proxy();
        EtcdLeasesUnderTest under = open(proxy);
        List<Lease> leases = IntStream.range(0, 40)
                .mapToObj(each -> pair(under, Duration.ofSeconds(4)))
                .toList();
        try (Ends ends = new Ends(SharedEtcd.get().client())) {
            leases.forEach(lease -> {
                ends.follow(lease);
                ends.follow(companion(lease));
            });
            Set<Class<?>> outcomes = new HashSet<>();
            // The latest moments come first, so that renewals succeed while all leases still live.
            for (int cut = 19; cut >= 0; cut--) {
                Await.until("the member is reached again", PATIENCE, () -> !outcome(renew(under, leases.get(0)))
                        .equals(new RenewalOutcome.NotSent()));
                proxy.severAfter(KEEP_ALIVE, moments.nextInt(4 * cut, 4 * cut + 4));
                List<CompletableFuture<RenewalOutcome>> renewals =
                        leases.stream().map(lease -> renew(under, lease)).toList();
                renewals.forEach(renewal -> outcomes.add(outcome(renewal).getClass()));
            }
            assertThat(outcomes).contains(Renewed.class, RenewalOutcome.Unknown.class);
            Await.until("all have ended", PATIENCE, () -> leases.stream()
                    .allMatch(lease -> ends.of(lease) != null && ends.of(companion(lease)) != null));
            leases.forEach(lease -> ends.assertInOrder(lease, companion(lease)));
        }
    }

    private static boolean isFor(Lease lease, byte[] request) {
        try {
            return LeaseKeepAliveRequest.parseFrom(request).getID() == lease.id();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** A key on each lease, and the moment at which it went. */
    private static final class Ends implements AutoCloseable {
        private final String prefix = "/ends-" + UUID.randomUUID() + "/";
        private final Client client;
        private final Map<String, Long> nanos = new ConcurrentHashMap<>();
        private final Watch.Watcher watcher;

        private Ends(Client client) {
            this.client = client;
            ByteSequence all = ByteSequence.from(prefix, UTF_8);
            this.watcher = client.getWatchClient()
                    .watch(all, WatchOption.builder().isPrefix(true).build(), this::heard);
        }

        private void heard(WatchResponse response) {
            for (WatchEvent event : response.getEvents()) {
                if (event.getEventType() == WatchEvent.EventType.DELETE) {
                    nanos.put(event.getKeyValue().getKey().toString(UTF_8), System.nanoTime());
                }
            }
        }

        private String key(Lease lease) {
            return prefix + lease.id();
        }

        private void follow(Lease lease) {
            EtcdLeasesUnderTest.get(client.getKVClient()
                    .put(
                            ByteSequence.from(key(lease), UTF_8),
                            ByteSequence.EMPTY,
                            PutOption.builder().withLeaseId(lease.id()).build()));
        }

        private @Nullable Long of(Lease lease) {
            return nanos.get(key(lease));
        }

        /** Both have a tolerance: etcd looks for ended leases twice a second, and a busy machine tells of them late. */
        private void assertInOrder(Lease lease, Lease companion) {
            Duration linger = Duration.ofNanos(of(companion) - of(lease));
            Duration least = LINGER.minus(PairRenewal.MOST_BETWEEN).minusSeconds(1);
            assertThat(linger).as("%s after %s", companion, lease).isGreaterThanOrEqualTo(least);
        }

        @Override
        public void close() {
            watcher.close();
        }
    }
}
