package io.portmaster.cluster;

import io.portmaster.history.Change;
import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** Offers of 2 s that nobody touches. etcd ends them 2 to 5 s after they were made, without any node. */
@Tag(Measured.TAG)
class OfferExpiryIT {
    private static final String PREFIX = "/expiry/";
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration LATEST = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String[] OPTIONS = {"--prefix", PREFIX, "--offer-ttl", "2s"};

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();

    @Test
    @Execution(CONCURRENT)
    void offersGoWithoutANodeDeletingThem() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess node = stage.nodes(1, proxy.endpoint(), OPTIONS).get(0);
        new Operator(node.client()).create("django", 5000, 10_000);
        Customer customer = new Customer(node.client(), "django", journal);
        // The test goes on for longer than a lease is shared, so that some offers come early in their lease's life and some late.
        Recording recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal));
        long start = System.nanoTime();
        for (int number = 0; System.nanoTime() - start < TTL.toNanos(); number++) {
            assertThat(customer.offer("web-" + number).isYes()).isTrue();
        }
        int transactions = proxy.calls(GrpcProxy.TXN);
        List<Exchange> offers = journal.exchanges(Exchange::isYes);

        Gone gone = awaitAbsence(etcd, offers.get(offers.size() - 1));

        assertThat(gone.mostSince(offers.get(offers.size() - 1).asked())).isGreaterThanOrEqualTo(TTL);
        assertThat(gone.leastSince(offers.get(offers.size() - 1).answered())).isLessThanOrEqualTo(LATEST);
        assertThat(proxy.calls(GrpcProxy.TXN))
                .as("transactions that the node sent")
                .isEqualTo(transactions);
        assertThat(recording.violationsOfKeys()).isEmpty();
        for (Exchange offer : offers) {
            Change deletion = recording.changes().chronicle().of(offer.name()).get(1);
            assertThat(deletion.holding()).isNull();
            long seen = deletion.seen();
            assertThat(seen - offer.asked()).isGreaterThanOrEqualTo(TTL.toNanos());
            assertThat(seen - offer.answered()).isLessThanOrEqualTo(LATEST.toNanos());
        }
    }

    @Test
    @Execution(CONCURRENT)
    void offersGoThoughEveryNodeWasKilledRightAfterThem() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), OPTIONS);
        new Operator(nodes.get(0).client()).create("django", 5000, 10_000);
        List<Customer> customers = nodes.stream()
                .map(node -> new Customer(node.client(), "django", journal))
                .toList();
        List<Exchange> offers = IntStream.range(0, 10)
                .mapToObj(number -> customers.get(number % 2).offer("web-" + number))
                .toList();
        nodes.forEach(NodeProcess::kill);
        assertThat(offers).allMatch(Exchange::isYes);

        Gone gone = awaitAbsence(etcd, offers.get(9));

        System.out.println("offers of 2 s stood for "
                + gone.leastSince(offers.get(0).answered()).toMillis() + " ms after the first at least");
        assertThat(gone.mostSince(offers.get(9).asked())).isGreaterThanOrEqualTo(TTL);
        assertThat(gone.leastSince(offers.get(0).answered())).isLessThanOrEqualTo(LATEST);
    }

    @Test
    @Execution(CONCURRENT)
    void anAcceptedOfferStays() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        // The accept comes in time on a slow machine, too.
        Duration longer = TTL.plusSeconds(6);
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX, "--offer-ttl", longer.toSeconds() + "s")
                .get(0);
        new Operator(node.client()).create("django", 5000, 10_000);
        Customer customer = new Customer(node.client(), "django", journal);
        Exchange accepted = customer.offer("stays");
        assertThat(customer.accept(accepted).isYes()).isTrue();
        customer.offer("goes");

        Await.until("the other offer of the same lease is gone", LATEST.plus(longer), () -> !offers(etcd)
                .contains("goes"));

        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(keys.ports()).containsExactly(new KeySpace.Port(accepted.port(), "django", "stays", "allocated", 0));
        assertThat(Invariants.violations(keys)).isEmpty();
    }

    private static Gone awaitAbsence(EtcdCluster etcd, Exchange last) {
        String seen = offers(etcd);
        // On a slow machine its time may be over by now.
        boolean mustStand = System.nanoTime() - last.asked() < TTL.toNanos();
        assertThat(mustStand && seen.isEmpty()).isFalse();
        return Gone.await(
                "no offer is left",
                LIMIT,
                () -> offers(etcd).isEmpty() && keys(etcd, "ports/").isEmpty());
    }

    private static String offers(EtcdCluster etcd) {
        return keys(etcd, "offers/");
    }

    private static String keys(EtcdCluster etcd, String folder) {
        return etcd.ctl("get", "--prefix", "--keys-only", PREFIX + "default/" + folder)
                .strip();
    }
}
