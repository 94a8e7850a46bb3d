package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 64 clients accept onto a lease that has just ended, while others ask for 1,000 offers. The node hears of the end only from the
 * conflicts: its watch of etcd is held back.
 */
class EndedLeaseIT {
    private static final String PREFIX = "/ended-lease/";
    private static final String SERVICE = "django";
    private static final int ACCEPTS = 64;
    private static final int OFFERS = 1_000;
    private static final int CLIENTS = 32;
    private static final int LONG = 600;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** From so many rounds on the times count. With fewer, a busy machine decides. */
    private static final int ENOUGH = 20;

    private static final int WARM_UP = 20;

    @RegisterExtension
    final Stage stage = new Stage();

    private EtcdCluster etcd;
    private GrpcProxy proxy;
    private NodeProcess node;
    private PortmasterClient client;

    @Test
    void acceptsOntoALeaseThatHasJustEndedMakeNoPlainOfferFailOrWait() throws ProblemException, IOException {
        etcd = stage.etcd(1);
        proxy = stage.grpcProxy(etcd.endpoints());
        node = stage.node(NodeJvm.DEPLOYED, proxy.endpoint(), PREFIX).awaitReady();
        client = node.client();
        int rounds = Scale.rounds(1);
        // The times of a node that has just started are those of the compiler.
        int before = rounds >= ENOUGH ? WARM_UP : 0;
        Map<Beside, List<Duration>> slowest = new EnumMap<>(Beside.class);

        for (int round = -before; round < rounds; round++) {
            for (Beside beside : Beside.values()) {
                Duration slow = slowOffer(beside);
                if (round >= 0) {
                    slowest.computeIfAbsent(beside, each -> new ArrayList<>()).add(slow);
                }
            }
        }

        int all = before + rounds;
        assertThat(mutations("claim", "committed")).isEqualTo(all * (4.0 * OFFERS + 2.0 * ACCEPTS));
        for (String outcome : List.of("conflict", "not_applied", "unknown")) {
            assertThat(mutations("claim", outcome)).as(outcome).isZero();
        }
        assertThat(value("portmaster_mutations_kept_back_total{operation=\"claim\"}"))
                .isZero();
        double arrived = mutations("accept_on_lease", "conflict");
        assertThat(arrived).as("accepts that etcd has refused").isBetween((double) all, (double) all * ACCEPTS);
        assertThat(mutations("accept_on_lease", "committed")).isEqualTo((double) all * ACCEPTS);
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
        double ended = millis(slowest, Beside.ACCEPTS_ONTO_AN_ENDED_LEASE);
        double standing = millis(slowest, Beside.ACCEPTS_ONTO_A_LEASE);
        double reads = millis(slowest, Beside.READS_FROM_MEMORY);
        double nothing = millis(slowest, Beside.NOTHING);
        System.out.printf(
                "%d rounds, %.0f accepts refused by etcd. p99 of the offers: %.1f ms beside them, %.1f ms beside accepts that"
                        + " succeed, %.1f ms beside reads that need no etcd, %.1f ms alone: ratios %.2f, %.2f and %.2f%n",
                rounds, arrived, ended, standing, reads, nothing, ended / standing, ended / reads, ended / nothing);
        if (rounds >= ENOUGH) {
            assertThat(ended / standing).isLessThanOrEqualTo(1.2);
        }
    }

    /** What comes in the middle of a round's offers. */
    private enum Beside {
        NOTHING,
        /** They are answered from the node's memory: what they take is HTTP's, at the node and at these clients. */
        READS_FROM_MEMORY,
        ACCEPTS_ONTO_A_LEASE,
        ACCEPTS_ONTO_AN_ENDED_LEASE
    }

    /** Returns the time that the slowest offer but ten of a round took. */
    private Duration slowOffer(Beside beside) throws ProblemException, IOException {
        boolean accepts = beside == Beside.ACCEPTS_ONTO_A_LEASE || beside == Beside.ACCEPTS_ONTO_AN_ENDED_LEASE;
        int offered = accepts ? ACCEPTS : 0;
        boolean ends = beside == Beside.ACCEPTS_ONTO_AN_ENDED_LEASE;
        // With a field of version 2 of the records: else the first accept onto a lease changes the service, which claims compare.
        client.services().create(new ServiceDefinitionBody(SERVICE, null, 5000, 9999).withTimes(null, null, LONG));
        String lease = client.leases()
                .create(new LeaseDefinitionBody(LONG, LONG, Map.of()))
                .body()
                .lease();
        Map<Integer, Secret> secrets = new ConcurrentHashMap<>();
        run(offered, number -> secrets.put(number, secret("leased-" + number)));
        CountDownLatch begun = new CountDownLatch(1);
        Crowd others = stage.keep(Crowd.acting(beside == Beside.NOTHING ? 0 : ACCEPTS, number -> {
            begun.await();
            if (beside == Beside.READS_FROM_MEMORY) {
                client.stale().services().get(SERVICE);
                return;
            }
            Secret secret = Objects.requireNonNull(secrets.get(number));
            if (ends) {
                assertThatThrownBy(() -> client.offers().accept(SERVICE, secret, LeaseField.of(lease), null))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                problem -> assertThat(problem.code()).isEqualTo("lease-not-found"));
            } else {
                client.offers().accept(SERVICE, secret, LeaseField.of(lease), null);
            }
        }));
        AtomicInteger next = new AtomicInteger();
        long[] times = new long[OFFERS];
        Crowd plain = stage.keep(Crowd.acting(CLIENTS, number -> {
            for (int offer = next.getAndIncrement(); offer < OFFERS; offer = next.getAndIncrement()) {
                long asked = System.nanoTime();
                client.offers().create(SERVICE, "plain-" + offer, null);
                times[offer] = System.nanoTime() - asked;
            }
        }));
        Await.until("some offers are made", LIMIT, () -> next.get() > OFFERS / 4);
        proxy.mute(GrpcProxy.WATCH);
        if (ends) {
            etcd.client().getLeaseClient().revoke(Long.parseLong(lease, 16)).join();
        }
        begun.countDown();
        Await.until("more of them are made", LIMIT, () -> next.get() > OFFERS * 3 / 4);
        proxy.unmute(GrpcProxy.WATCH);
        plain.await(LIMIT);
        others.await(LIMIT);
        assertThat(KeySpace.read(etcd.client(), PREFIX).ports())
                .hasSize(OFFERS + offered)
                .filteredOn(KeySpace.Port::isOffered)
                .hasSize(OFFERS + (ends ? offered : 0));
        client.services().delete(SERVICE, true, null);
        Arrays.sort(times);
        return Duration.ofNanos(times[OFFERS - 1 - OFFERS / 100]);
    }

    private Secret secret(String name) throws ProblemException, IOException {
        return Objects.requireNonNull(client.offers().create(SERVICE, name, null).body().secret());
    }

    private void run(int size, Crowd.Member member) {
        try (Crowd crowd = Crowd.acting(size, member)) {
            crowd.await(LIMIT);
        }
    }

    private static double millis(Map<Beside, List<Duration>> times, Beside beside) {
        List<Duration> sorted = times.get(beside).stream().sorted().toList();
        return sorted.get(sorted.size() / 2).toNanos() / 1e6;
    }

    private double mutations(String operation, String outcome) {
        return value("portmaster_mutations_total{operation=\"" + operation + "\",outcome=\"" + outcome + "\"}");
    }

    private double value(String series) {
        return Scrape.of(node.api()).valueOrZero(series);
    }
}
