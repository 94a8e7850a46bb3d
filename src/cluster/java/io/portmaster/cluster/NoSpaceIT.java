package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.etcd.jetcd.KV;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Somebody fills etcd up to its quota. Then etcd takes neither plain puts nor leases, until an operator has made space. It
 * still takes nested transactions, as it doesn't count what is in them.
 */
@Tag(Measured.TAG)
class NoSpaceIT {
    private static final String PREFIX = "/no-space/";
    private static final int QUOTA = 8 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How long a node gives out a lease for offers. */
    private static final Duration SLICE = Duration.ofSeconds(5);

    /** The 5 s that a request has, and an allowance for machines that run more than this test. */
    private static final Duration IN_TIME = Duration.ofSeconds(8);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();
    private EtcdCluster etcd;
    private GrpcProxy proxy;
    private NodeProcess node;
    private Customer customer;
    private Recording recording;

    @BeforeEach
    void start() throws IOException {
        etcd = stage.etcdWith("--quota-backend-bytes=" + QUOTA);
        proxy = stage.grpcProxy(etcd.endpoints());
        node = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX).get(0);
        customer = new Customer(node.client(), "django", journal);
        new Operator(node.client()).create("django", 5000, 5999);
        recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal));
    }

    @Test
    @Execution(CONCURRENT)
    void whileEtcdIsFullReadsGoOnAndChangesAreAnsweredTruthfully() throws Exception {
        Exchange allocated = customer.offerAccepted("allocated");
        Exchange offered = customer.offer("offered");
        Exchange kept = customer.offer("kept");
        fill();
        Await.pass(SLICE);
        Crowd crowd = stage.keep(Crowd.acting(20, number -> {
            if (number % 4 == 0) {
                customer.offerAccepted("meanwhile-accepted-" + number);
            } else {
                customer.offer("meanwhile-" + number);
            }
        }));

        assertReadsGoOn();
        // A release and a reject put nothing, so they need no space.
        assertThat(customer.release(allocated).isYes()).isTrue();
        assertThat(customer.reject(offered).isYes()).isTrue();
        crowd.await(LIMIT);
        assertAnswersAreTruthful();
        assertThat(node.isReady()).isTrue();

        assertAllIsWellOnceThereIsSpace();
        assertThat(customer.accept(kept).isYes()).isTrue();
        assertKeysAreAsTold();
    }

    /** A fence needs no space: its put is in a nested transaction, and has no lease while etcd grants none. */
    @Test
    @Execution(CONCURRENT)
    void whatIsUncertainWhileEtcdIsFullIsSettledAtOnceAndReleasesGoOn() throws Exception {
        Exchange allocated = customer.offerAccepted("allocated");
        fill();
        proxy.mute(GrpcProxy.TXN);
        assertThat(customer.offerAccepted("uncertain").isUnknown()).isTrue();
        proxy.unmute(GrpcProxy.TXN);

        Crowd crowd = stage.keep(Crowd.acting(5, number -> customer.offerAccepted("meanwhile-" + number)));
        Exchange release = customer.release(allocated);
        crowd.await(LIMIT);
        assertThat(release.isYes()).as(release.toString()).isTrue();
        assertReadsGoOn();
        assertAnswersAreTruthful();

        assertAllIsWellOnceThereIsSpace();
        assertKeysAreAsTold();
    }

    private void assertReadsGoOn() throws IOException {
        node.api().get("/v1/services/django/offers").expect(200);
        node.api().get("/v1/services/django").expect(200);
    }

    private void assertAnswersAreTruthful() {
        System.out.println("while etcd was full: " + journal + ", the slowest after "
                + slowest().toMillis() + " ms");
        assertThat(journal.exchanges())
                .allMatch(exchange -> exchange.isYes()
                        || exchange.isUnknown()
                        || exchange.isNo("store-unavailable"));
        assertThat(slowest()).isLessThan(IN_TIME);
    }

    private Duration slowest() {
        return Duration.ofNanos(journal.exchanges().stream()
                .mapToLong(exchange -> exchange.answered() - exchange.asked())
                .max()
                .orElse(0));
    }

    private void assertAllIsWellOnceThereIsSpace() {
        makeSpace();
        Await.until("offers are made again", LIMIT, () -> customer.offer("after-" + journal.size())
                .isYes());
    }

    private void assertKeysAreAsTold() throws IOException {
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(recording.violations()).isEmpty();
        assertThat(new Operator(node.client()).holdings("django"))
                .hasSize(keys.ports().size());
    }

    /** Puts garbage beside the node's keys until etcd is full. */
    private void fill() throws InterruptedException, TimeoutException {
        KV kv = etcd.client().getKVClient();
        String garbage = "x".repeat(1 << 20);
        for (int number = 0; number < 100; number++) {
            try {
                kv.put(KeySpace.bytes("/garbage/" + number), KeySpace.bytes(garbage))
                        .get(20, TimeUnit.SECONDS);
            } catch (ExecutionException full) {
                assertThat(full).hasMessageContaining("space exceeded");
                return;
            }
        }
        throw new AssertionError("etcd has no end");
    }

    /** Makes space as etcd's manual says, in its chapter on maintenance. */
    private void makeSpace() {
        etcd.ctl("del", "--prefix", "/garbage/");
        long revision = KeySpace.get(etcd.client(), PREFIX).getHeader().getRevision();
        etcd.ctl("compact", Long.toString(revision));
        etcd.ctl("defrag");
        etcd.ctl("alarm", "disarm");
    }
}
