package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Exchange.Request;
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

    private final History history = new History();

    @Test
    void everyPortIsOfferedOnceAndThenEveryRequestIsRefused() throws IOException {
        String prefix = "/exhaustion/";
        Etcd etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", prefix);
        Operator operator = new Operator(nodes.get(0).api());
        operator.create("django", 5000, 10_000);

        Crowd crowd = stage.keep(Crowd.acting(CLIENTS, number -> {
            Customer customer = new Customer(nodes.get(number % 2).api(), "django", history);
            int names = 0;
            while (customer.offer("web-" + number + "-" + names).isYes()) {
                names++;
            }
        }));
        crowd.await(LIMIT);

        List<Exchange> offers = history.yes(Request.OFFER);
        assertThat(offers).hasSize(5001);
        assertThat(offers)
                .extracting(Exchange::port)
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 5000 && port <= 10_000);
        assertThat(offers).extracting(Exchange::name).doesNotHaveDuplicates();
        assertThat(history.no()).hasSize(CLIENTS).allMatch(refusal -> refusal.isNo("range-exhausted"));
        long firstRefusal = history.no().get(0).answered();
        assertThat(offers).allMatch(offer -> offer.asked() < firstRefusal);
        assertKeysAreAsTold(etcd, prefix, "django");
    }

    @Test
    void whatStandsInEtcdIsWhatTheClientsWereTold() throws IOException {
        String prefix = "/mixture/";
        Etcd etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", prefix);
        new Operator(nodes.get(0).api()).create("django", 5000, 5399);
        // Together they want more than there is.
        List<RandomClient> clients = RandomClient.several(CLIENTS, nodes, "django", history, new Seed(), 10);

        Crowd crowd = stage.keep(Crowd.acting(CLIENTS, number -> {
            for (int i = 0; i < 100; i++) {
                clients.get(number).act();
            }
        }));
        crowd.await(LIMIT);

        assertThat(history.unknown()).isEmpty();
        assertThat(history.no()).anyMatch(refusal -> refusal.isNo("range-exhausted"));
        assertKeysAreAsTold(etcd, prefix, "django");
    }

    private void assertKeysAreAsTold(Etcd etcd, String prefix, String service) {
        System.out.println(history);
        KeySpace keys = KeySpace.read(etcd.client(), prefix);
        assertThat(Expectation.from(history).contradictions(keys, service)).isEmpty();
        assertThat(history.portsHeldTwice()).isEmpty();
        assertThat(Invariants.violations(keys)).isEmpty();
    }
}
