package io.portmaster.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.allocation.Executions;
import io.portmaster.allocation.Queries;
import io.portmaster.commit.BatchListener;
import io.portmaster.contract.InMemoryLeases;
import io.portmaster.contract.InMemoryStore;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.http.server.Traffic;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.registry.Registry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeProbesTest {
    private final ManualLoop loop = new ManualLoop();
    private final Registry registry = new Registry();
    private final InMemoryStore store = new InMemoryStore(loop, registry);
    private final Samples samples = new Samples();
    private final Metrics metrics = new Metrics();
    private NodeProbes probes;

    @BeforeEach
    void start() {
        Queries queries = new Queries(
                new Executions(store, registry, loop, new Random(42), BatchListener.NONE),
                new InMemoryLeases(loop, lease -> {}, lease -> {}));
        probes = new NodeProbes(queries, loop, new Health(store, loop), metrics, new Traffic(), Space.DEFAULT);
    }

    @AfterEach
    void stop() {
        probes.close();
        metrics.close();
    }

    @Test
    void showsThePortsOfEachServiceByState() {
        put(samples.service("django", 5000, 5009));
        put(samples.service("flask", 6000, 6000));
        put(samples.offer(5000, "django", "web-1"));
        put(samples.offer(5001, "django", "web-2"));
        store.put(new Key.PortKey(Space.DEFAULT, 5002), samples.allocation(5002, "django", "web-3"));

        assertThat(scrape())
                .contains("portmaster_ports{service=\"django\",space=\"default\",state=\"free\"} 7.0")
                .contains("portmaster_ports{service=\"django\",space=\"default\",state=\"offered\"} 2.0")
                .contains("portmaster_ports{service=\"django\",space=\"default\",state=\"allocated\"} 1.0")
                .contains("portmaster_ports{service=\"flask\",space=\"default\",state=\"free\"} 1.0")
                .contains("portmaster_offers_overdue{space=\"default\"} 0.0");
    }

    @Test
    void showsCoolingPortsByReasonOnceThereAreSome() {
        Service plain = samples.service("django", 5000, 5009);
        Service django = new Service(
                plain.name(),
                null,
                plain.ports(),
                PortSet.of(new PortRange(5003, 5009)),
                60,
                600,
                null,
                plain.created(),
                plain.id());
        put(django);
        put(samples.service("flask", 6000, 6000));
        cool(5000, Cooling.Reason.BUSY);
        cool(5001, Cooling.Reason.BUSY);
        put(samples.offer(5001, "django", "web-2"));

        assertThat(scrape())
                .contains("portmaster_ports{service=\"django\",space=\"default\",state=\"cooling\"} 1.0")
                .contains("portmaster_ports{service=\"django\",space=\"default\",state=\"reserved\"} 7.0")
                .contains("portmaster_cooling_ports{reason=\"busy\",service=\"django\",space=\"default\"} 1.0")
                .contains("portmaster_cooling_ports{reason=\"released\",service=\"django\",space=\"default\"} 0.0")
                .contains("portmaster_cooling_ports{reason=\"lease-ended\",service=\"django\",space=\"default\"} 0.0")
                .doesNotContain("portmaster_cooling_ports{reason=\"busy\",service=\"flask\"");
        store.delete(new Key.CoolingKey(Space.DEFAULT, 5000));
        loop.advance(ScrapeCache.KEPT_FOR);

        assertThat(scrape())
                .contains("portmaster_cooling_ports{reason=\"busy\",service=\"django\",space=\"default\"} 0.0");
    }

    private void cool(int port, Cooling.Reason reason) {
        store.put(
                new Key.CoolingKey(Space.DEFAULT, port),
                new Cooling(port, new Name("django"), new Name("web-0"), reason, 600, loop.now()));
    }

    @Test
    void showsHowManyLeasesOfClientsLive() {
        assertThat(scrape()).contains("portmaster_leases 0.0");
        store.put(new Key.LeaseAnchor(new Lease(42)), new ClientLease(60, 30, loop.now(), Labels.EMPTY, false, 1));
        loop.advance(ScrapeCache.KEPT_FOR);
        assertThat(scrape()).contains("portmaster_leases 1.0");
    }

    @Test
    void serviceThatHasGoneIsShownNoLonger() {
        put(samples.service("django", 5000, 5009));
        assertThat(scrape()).contains("service=\"django\"");
        store.delete(new Key.ServiceKey(Space.DEFAULT, new Name("django")));
        loop.advance(ScrapeCache.KEPT_FOR);

        assertThat(scrape()).doesNotContain("service=\"django\"");
    }

    @Test
    void offerThatStandsLongPastItsTimeIsCounted() {
        Offer sample = samples.offer(5000, "django", "web-1");
        put(samples.service("django", 5000, 5009));
        put(new Offer(5000, sample.service(), sample.name(), loop.now(), Samples.TTL, sample.receipt()));
        loop.advance(Duration.ofSeconds(Samples.TTL + Samples.TTL / 10 + Offer.SLACK));
        assertThat(scrape()).contains("portmaster_offers_overdue{space=\"default\"} 0.0");

        loop.advance(Duration.ofSeconds(1));

        assertThat(scrape()).contains("portmaster_offers_overdue{space=\"default\"} 1.0");
    }

    @Test
    void whoeverScrapesWithinASecondGetsTheSameText() {
        put(samples.service("django", 5000, 5009));
        CompletableFuture<byte[]> first = probes.scrape(false).toCompletableFuture();
        CompletableFuture<byte[]> whileThatIsMade = probes.scrape(false).toCompletableFuture();
        turn();
        byte[] text = first.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(whileThatIsMade.join()).isSameAs(text);

        loop.advance(ScrapeCache.KEPT_FOR.minusNanos(1));
        assertThat(probes.scrape(false).toCompletableFuture().join()).isSameAs(text);

        loop.advance(Duration.ofNanos(1));
        assertThat(scrape()).contains("portmaster_scrape_loop_seconds_count 2");
    }

    @Test
    void whoeverScrapesWithoutAPauseWaitsForTheNextSecondsText() {
        scrape();
        byte[] text = probes.scrape(false).toCompletableFuture().join();
        for (int again = 2; again < ScrapeCache.TAKEN_AT_ONCE; again++) {
            assertThat(probes.scrape(false).toCompletableFuture().join()).isSameAs(text);
        }

        CompletableFuture<byte[]> oneTooMany = probes.scrape(false).toCompletableFuture();
        CompletableFuture<byte[]> anotherOne = probes.scrape(false).toCompletableFuture();
        loop.advance(ScrapeCache.KEPT_FOR.minusNanos(1));
        assertThat(oneTooMany).isNotDone();
        loop.advance(Duration.ofNanos(1));

        byte[] next = oneTooMany.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(next != text).isTrue();
        assertThat(anotherOne.join()).isSameAs(next);
    }

    @Test
    void theLoopIsLeftAloneWhileNobodyScrapesAndOnlyCopiesWhenSomebodyDoes() {
        put(samples.service("django", 5000, 5009));
        CompletableFuture<byte[]> scraped = probes.scrape(false).toCompletableFuture();
        assertThat(scraped).isNotDone();

        turn();

        scraped.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(new String(scraped.join(), StandardCharsets.UTF_8))
                .contains("portmaster_scrape_loop_seconds_count 1");
    }

    @Test
    void everyReasonAndPhaseIsShownFromTheStart() {
        assertThat(scrape())
                .contains(Stream.of("in_flight", "queue", "contention", "bodies", "answers")
                        .map(reason -> "portmaster_requests_shed_total{reason=\"" + reason + "\"} 0.0")
                        .toList())
                .contains(Stream.of("first_byte", "head", "body", "response", "keep_alive", "streaming")
                        .map(phase -> "portmaster_connections_ended_total{due=\"" + phase + "\"} 0.0")
                        .toList());
    }

    @Test
    void compressedTextIsTheSame() throws IOException {
        put(samples.service("django", 5000, 5009));
        String text = scrape();

        byte[] zipped = probes.scrape(true)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();

        assertThat(zipped).hasSizeLessThan(text.length() / 3);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes())
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nodeThatHasReadNothingShowsNoPortsAndAllElse() {
        registry.clear();

        assertThat(scrape())
                .doesNotContain("portmaster_ports", "portmaster_offers_overdue")
                .contains("portmaster_mirror_relists_total", "jvm_memory_used_bytes");
    }

    @Test
    void scrapeThatFailsSaysSo() {
        probes.close();
        CompletableFuture<byte[]> scraped = probes.scrape(false).toCompletableFuture();
        assertThatThrownBy(() -> {
                    turn();
                    scraped.join();
                })
                .isInstanceOf(RuntimeException.class);
    }

    private void put(Service service) {
        store.put(new Key.ServiceKey(Space.DEFAULT, service.name()), service);
    }

    private void put(Offer offer) {
        store.put(new Key.PortKey(Space.DEFAULT, offer.port()), offer);
    }

    private String scrape() {
        CompletableFuture<byte[]> scraped = probes.scrape(false).toCompletableFuture();
        turn();
        return new String(scraped.orTimeout(10, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8);
    }

    private void turn() {
        loop.runUntilIdle();
    }
}
