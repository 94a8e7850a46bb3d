package io.portmaster.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.allocation.LeaseListener;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.commit.StoreListener.Cause;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void showsTheJvm() {
        assertThat(text()).contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds");
    }

    @Test
    void countsBatchesAndWhatBecameOfTheirMutations() {
        Samples samples = new Samples();
        Mutation create = ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), 1);
        metrics.commits().sent(3);
        metrics.commits().sent(1);
        metrics.commits().answered(create, new Outcome.Conflict(List.of()));
        metrics.commits().answered(create, new Outcome.Committed(7));
        metrics.commits().answered(create, new Outcome.Committed(8));
        metrics.commits().keptBack(create);
        metrics.commits().keptBack(create);
        assertThat(text())
                .contains("portmaster_batch_mutations_count 2")
                .contains("portmaster_batch_mutations_sum 4.0")
                .contains("portmaster_mutations_total{operation=\"create_service\",outcome=\"committed\"} 2.0")
                .contains("portmaster_mutations_total{operation=\"create_service\",outcome=\"conflict\"} 1.0")
                .contains("portmaster_mutations_kept_back_total{operation=\"create_service\"} 2.0");
    }

    @Test
    void countsTheStoresTroublesAndDetours() {
        assertThat(text())
                .contains("portmaster_mirror_relists_total 0.0")
                .contains("portmaster_fences_raised_total 0.0")
                .contains("portmaster_etcd_client_replacements_total{cause=\"silence\"} 0.0")
                .contains("portmaster_etcd_client_replacements_total{cause=\"disconnected\"} 0.0")
                .contains("portmaster_etcd_client_replacements_total{cause=\"stranger\"} 0.0")
                .contains("portmaster_etcd_client_replacements_total{cause=\"failback\"} 0.0");
        metrics.store().relisted();
        metrics.store().fenceRaised();
        metrics.store().fenceRaised();
        metrics.store().reconnected(Cause.SILENCE);
        metrics.store().barrier(Duration.ofMillis(250));
        assertThat(text())
                .contains("portmaster_mirror_relists_total 1.0")
                .contains("portmaster_fences_raised_total 2.0")
                .contains("portmaster_etcd_client_replacements_total{cause=\"silence\"} 1.0")
                .contains("portmaster_barrier_seconds_count 1")
                .contains("portmaster_barrier_seconds_sum 0.25");
    }

    @Test
    void countsWhatBecomesOfClientsLeases() {
        assertThat(text())
                .contains("portmaster_leases NaN")
                .contains("portmaster_leases_granted_total 0.0")
                .contains("portmaster_leases_ended_total{cause=\"deleted\"} 0.0")
                .contains("portmaster_leases_ended_total{cause=\"expired\"} 0.0")
                .contains("portmaster_lease_renewals_total{outcome=\"renewed\"} 0.0")
                .contains("portmaster_lease_renewals_total{outcome=\"not_found\"} 0.0")
                .contains("portmaster_lease_renewals_total{outcome=\"unknown\"} 0.0")
                .contains("portmaster_lease_renewals_total{outcome=\"not_applied\"} 0.0");
        metrics.leases().created();
        metrics.leases().deleted();
        metrics.leases().expired();
        metrics.leases().expired();
        metrics.leases().renewed(LeaseListener.Renewal.NOT_FOUND);
        assertThat(text())
                .contains("portmaster_leases_granted_total 1.0")
                .contains("portmaster_leases_ended_total{cause=\"deleted\"} 1.0")
                .contains("portmaster_leases_ended_total{cause=\"expired\"} 2.0")
                .contains("portmaster_lease_renewals_total{outcome=\"not_found\"} 1.0");
    }

    @Test
    void countsTheNamesOfGroupsThatGotTheirPorts() {
        Samples samples = new Samples();
        Service service = samples.service("django", 5000, 5009);
        Entry<Service> django = new Entry<>(new Key.ServiceKey(Space.DEFAULT, service.name()), service, 1, 1);
        Mutation group = ClaimMutations.claim(
                django,
                List.of(
                        new Claimed(samples.allocation(5000, "django", "web-1")),
                        new Claimed(samples.allocation(5001, "django", "web-2"))),
                Lease.NONE,
                false);
        Mutation single = ClaimMutations.claim(django, samples.allocation(5002, "django", "web-3"), Lease.NONE, false);
        metrics.commits().answered(group, new Outcome.Committed(7));
        metrics.commits().answered(group, new Outcome.Conflict(List.of()));
        metrics.commits().answered(single, new Outcome.Committed(8));
        assertThat(text()).contains("portmaster_group_names_count 1").contains("portmaster_group_names_sum 2.0");
    }

    @Test
    void showsHowFarTheRecordsInMemoryMayLagBehind() {
        metrics.showLag(() -> 1.5);
        assertThat(text()).contains("portmaster_mirror_lag_seconds 1.5");
    }

    @Test
    void showsWhatIsUnderWayAndWhatIsTurnedAway() {
        AtomicInteger count = new AtomicInteger(3);
        metrics.traffic().showInFlight(count::get);
        metrics.traffic().showConnections(() -> 7);
        metrics.traffic().showShed("in_flight", count::get);
        metrics.traffic().showShed("queue", () -> 0);
        metrics.traffic().showEnded("head", () -> 2);
        count.set(5);
        System.gc(); // Micrometer has only weak references.
        assertThat(text())
                .contains("portmaster_requests_in_flight 5.0")
                .contains("portmaster_connections_open 7.0")
                .contains("portmaster_requests_shed_total{reason=\"in_flight\"} 5.0")
                .contains("portmaster_requests_shed_total{reason=\"queue\"} 0.0")
                .contains("portmaster_connections_ended_total{due=\"head\"} 2.0");
    }

    @Test
    void countsAnswersByMethodRouteAndStatus() {
        metrics.requests().answered("GET", "/v1/services", 200, 250_000_000);
        metrics.requests().answered("GET", "/v1/services", 200, 500_000_000);
        metrics.requests().answered("GET", "/v1/services", 503, 0);
        metrics.requests().answered("BREW", "none", 404, 0);
        metrics.requests().answered("STEEP", "none", 404, 0);
        String get = "{method=\"GET\",route=\"/v1/services\",status=\"200\"}";
        assertThat(text())
                .contains("http_server_requests_seconds_count" + get + " 2")
                .contains("http_server_requests_seconds_sum" + get + " 0.75")
                .contains("status=\"503\"")
                .contains("http_server_requests_seconds_count{method=\"other\",route=\"none\",status=\"404\"} 2");
    }

    @Test
    void showsTheLinesThatTheLogDropped() {
        metrics.showDroppedLogLines(() -> 12);
        assertThat(text()).contains("portmaster_log_lines_dropped_total 12.0");
    }

    @Test
    void showsWhatScrapesTakeOfTheLoop() {
        metrics.loopServedScrape(Duration.ofMillis(2));
        metrics.loopServedScrape(Duration.ofMillis(1));
        assertThat(text())
                .contains("portmaster_scrape_loop_seconds_count 2")
                .contains("portmaster_scrape_loop_seconds_sum 0.003")
                .contains("portmaster_scrape_loop_seconds_max 0.002");
    }

    private String text() {
        return new String(metrics.scrape(), StandardCharsets.UTF_8);
    }
}
