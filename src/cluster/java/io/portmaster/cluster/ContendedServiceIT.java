package io.portmaster.cluster;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;
import io.portmaster.history.Instance;
import io.portmaster.history.InstanceBehaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one etcd, 64 clients, one service. */
class ContendedServiceIT {
    private static final int CLIENTS = 64;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();

    @Test
    void everyPortIsOfferedOnceAndThenEveryRequestIsRefused() throws IOException {
        String prefix = "/exhaustion/";
        EtcdCluster etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", prefix);
        Operator operator = new Operator(nodes.get(0).client());
        operator.create("django", 5000, 10_000);
        Recording recording = stage.keep(Recording.live(etcd, prefix, "django", journal));

        Crowd crowd = stage.keep(Crowd.acting(CLIENTS, number -> {
            Customer customer = new Customer(nodes.get(number % 2).client(), "django", journal);
            int names = 0;
            while (customer.offer("web-" + number + "-" + names).isYes()) {
                names++;
            }
        }));
        crowd.await(LIMIT);

        List<Exchange> offers = journal.exchanges(Exchange::isYes);
        assertThat(offers).hasSize(5001);
        assertThat(offers)
                .extracting(Exchange::port)
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 5000 && port <= 10_000);
        assertThat(offers).extracting(Exchange::name).doesNotHaveDuplicates();
        assertThat(journal.refused()).hasSize(CLIENTS).allMatch(refusal -> refusal.isNo("range-exhausted"));
        long firstRefusal = journal.refused().get(0).answered();
        assertThat(offers).allMatch(offer -> offer.asked() < firstRefusal);
        assertKeysAreAsTold(recording);
    }

    @Test
    void whatStandsInEtcdIsWhatTheClientsWereTold() throws IOException {
        String prefix = "/mixture/";
        EtcdCluster etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", prefix);
        new Operator(nodes.get(0).client()).create("django", 5000, 5063);
        Recording recording = stage.keep(Recording.live(etcd, prefix, "django", journal));
        // The clients together want more ports than there are.
        List<Instance> clients = Instance.several(
                CLIENTS, AccessPoint.of(nodes, "django"), journal, new Seed().value(), InstanceBehaviour.eager(10));

        Crowd crowd = stage.keep(Crowd.acting(CLIENTS, number -> {
            for (int i = 0; i < 100; i++) {
                clients.get(number).act();
            }
        }));
        crowd.await(LIMIT);

        assertThat(journal.exchanges(Exchange::isUnknown)).isEmpty();
        assertThat(journal.refused()).anyMatch(refusal -> refusal.isNo("range-exhausted"));
        assertKeysAreAsTold(recording);
    }

    private void assertKeysAreAsTold(Recording recording) {
        System.out.println(journal);
        assertThat(recording.violations()).isEmpty();
    }
}
