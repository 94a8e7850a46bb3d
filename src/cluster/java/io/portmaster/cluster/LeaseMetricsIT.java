package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.RejectionBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A scrape tells of leases, cooling ports and groups. */
class LeaseMetricsIT {
    private static final String SERVICE = "django";
    private static final int LONG = 600;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Stage stage = new Stage();

    private List<NodeProcess> nodes;
    private PortmasterClient client;

    @Test
    void whatWasDoneIsCounted() throws ProblemException, IOException {
        nodes = stage.nodes(2, stage.etcd(1).endpoints(), "--prefix", "/lease-metrics/");
        client = nodes.get(0).client();
        client.services().create(new ServiceDefinitionBody(SERVICE, null, 5000, 5099)
                .withPorts(PortSet.of(new PortRange(5000, 5099)), PortSet.of(new PortRange(5000, 5004)))
                .withTimes(LONG, LONG, null));
        String living = lease(LONG);
        String ended = lease(LONG);
        client.offers().createGroupAccepted(
                SERVICE,
                OfferRequestBody.group(List.of("a", "b", "c"), true).withLease(LeaseField.of(living)),
                null,
                null);
        allocate("on-ended-1", ended);
        allocate("on-ended-2", ended);
        allocate("on-forgotten", lease(5));
        client.leases().renew(living);
        client.leases().renew(living);
        client.leases().end(ended);
        assertThatThrownBy(() -> client.leases().renew(ended)).isInstanceOf(ProblemException.class);
        HoldingBody offer = client.offers().create(SERVICE, "busy", null).body();
        Secret secret = Objects.requireNonNull(offer.secret());
        client.offers().next(SERVICE, secret, RejectionBody.of(offer.port()));

        for (NodeProcess node : nodes) {
            awaitValue(node, "portmaster_leases", 1);
            awaitValue(node, "portmaster_leases_ended_total{cause=\"expired\"}", 1);
            awaitValue(node, cooling("released"), 2);
            awaitValue(node, cooling("busy"), 1);
            awaitValue(node, cooling("lease-ended"), 1);
            awaitValue(node, ports("cooling"), 4);
            awaitValue(node, ports("allocated"), 3);
            awaitValue(node, ports("offered"), 1);
            awaitValue(node, ports("reserved"), 5);
            awaitValue(node, ports("free"), 87);
        }
        Scrape here = Scrape.of(nodes.get(0).api());
        assertThat(here.value("portmaster_leases_granted_total")).isEqualTo(3);
        assertThat(here.value("portmaster_leases_ended_total{cause=\"deleted\"}")).isEqualTo(1);
        assertThat(here.value("portmaster_lease_renewals_total{outcome=\"renewed\"}")).isEqualTo(2);
        assertThat(here.value("portmaster_lease_renewals_total{outcome=\"not_found\"}")).isEqualTo(1);
        assertThat(here.value("portmaster_lease_renewals_total{outcome=\"unknown\"}")).isZero();
        assertThat(here.value("portmaster_group_names_count")).isEqualTo(1);
        assertThat(here.value("portmaster_group_names_sum")).isEqualTo(3);
        Scrape there = Scrape.of(nodes.get(1).api());
        assertThat(there.value("portmaster_leases_granted_total")).isZero();
        assertThat(there.value("portmaster_leases_ended_total{cause=\"deleted\"}")).isZero();
    }

    private String lease(int ttl) throws ProblemException, IOException {
        return client.leases().create(new LeaseDefinitionBody(ttl, LONG, Map.of()))
                .body()
                .lease();
    }

    private void allocate(String name, String lease) throws ProblemException, IOException {
        client.offers().createAccepted(SERVICE, new OfferRequestBody(name).withLease(LeaseField.of(lease)), null, null);
    }

    private static String cooling(String reason) {
        return "portmaster_cooling_ports{reason=\"" + reason + "\",service=\"django\",space=\"default\"}";
    }

    private static String ports(String state) {
        return "portmaster_ports{service=\"django\",space=\"default\",state=\"" + state + "\"}";
    }

    /** A text is shared by all scrapes of a second. */
    private static void awaitValue(NodeProcess node, String series, double value) {
        double[] seen = new double[1];
        try {
            Await.until(series, LIMIT, () -> {
                seen[0] = Scrape.of(node.api()).valueOrZero(series);
                return seen[0] == value;
            });
        } catch (AssertionError e) {
            throw new AssertionError(series + " is " + seen[0] + " and not " + value, e);
        }
    }
}
