package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A single client gets the lowest free port. */
class PortOrderIT {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static NodeProcess node;

    @BeforeAll
    static void startNode() {
        node = stage.nodes(1, stage.etcd(1).endpoints()).get(0);
    }

    @Test
    void portsComeLowestFirst() throws IOException {
        new Operator(node.client()).create("ascending", 5000, 5099);
        Customer customer = new Customer(node.client(), "ascending", new Journal());

        List<Integer> ports = IntStream.range(0, 20)
                .map(number -> customer.offer("web-" + number).port())
                .boxed()
                .toList();

        assertThat(ports).isEqualTo(IntStream.range(5000, 5020).boxed().toList());
    }

    @Test
    void aReleasedPortIsTheNextToGo() throws IOException {
        new Operator(node.client()).create("releasing", 6000, 6099);
        Customer customer = new Customer(node.client(), "releasing", new Journal());
        List<Exchange> allocations = IntStream.range(0, 10)
                .mapToObj(number -> customer.offerAccepted("web-" + number))
                .toList();

        assertThat(customer.release(allocations.get(3)).isYes()).isTrue();

        assertThat(customer.offer("next").port()).isEqualTo(6003);
        assertThat(customer.offer("after-next").port()).isEqualTo(6010);
    }

    @Test
    void aRejectedPortIsTheNextToGo() throws IOException {
        new Operator(node.client()).create("rejecting", 7000, 7099);
        Customer customer = new Customer(node.client(), "rejecting", new Journal());
        Exchange first = customer.offer("first");
        customer.offer("second");

        assertThat(customer.reject(first).isYes()).isTrue();

        assertThat(customer.offer("third").port()).isEqualTo(7000);
    }
}
