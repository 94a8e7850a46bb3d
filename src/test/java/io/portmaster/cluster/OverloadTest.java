package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.portmaster.cluster.Swarm.Told;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Far more clients at once than a node takes on, in the JVM that {@code deploy/} gives it. */
class OverloadTest {
    private static final String PREFIX = "/overload/";
    private static final int CLIENTS = 5_000;
    private static final int ROUNDS = 6;

    /** What a node has for an answer, and some for both processes to share a machine. */
    private static final Duration ANSWERED = Duration.ofSeconds(10);

    private static final Duration ALIVE = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SHED =
            Pattern.compile("portmaster_requests_shed_total\\{reason=\"in_flight\"} (\\S+)");

    @RegisterExtension
    final Stage stage = new Stage();

    private final AtomicInteger names = new AtomicInteger();

    @Test
    void fiveThousandClientsAtOnceAreServedOrToldToComeBackAndHealthChecksAreAnswered() throws IOException {
        assumeTrue(
                descriptors() > CLIENTS + 1000, "each client needs a file descriptor, and may open so many files only");
        Etcd etcd = stage.etcd(1);
        NodeProcess node = stage.deployedNode(etcd.endpoints(), PREFIX).awaitReady();
        new Operator(node.api()).create("django", 10_000, 49_151);
        warmUp(node);
        Swarm swarm = stage.keep(new Swarm(node.address(), CLIENTS));
        AtomicLong slowest = new AtomicLong();
        Crowd checks = stage.keep(Crowd.repeating(1, number -> check(node, slowest)));

        for (int round = 0; round < ROUNDS; round++) {
            List<Told> told = offerTo(node, swarm, round);
            report(round, told);
            assertThat(told.stream().map(Told::brief).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("201", "503 \"overloaded\"");
            if (round > 0) { // The first has 5,000 connections to make.
                assertThat(slowest(told)).isLessThan(ANSWERED);
            }
        }

        checks.dismiss();
        System.out.println("the slowest health check took " + Duration.ofNanos(slowest.get()));
        assertThat(Duration.ofNanos(slowest.get())).isLessThan(ALIVE);
        assertThat(sheds(node)).as("refusals are counted").isPositive();
        node.api().post("/v1/services/django/offers", "{\"name\":\"late\"}").expect(201);
        assertThat(node.log()).doesNotContain("OutOfMemoryError");
    }

    /** A node that has just started compiles itself meanwhile. That is another test's concern. */
    private void warmUp(NodeProcess node) {
        try (Swarm few = new Swarm(node.address(), 200)) {
            for (int round = 0; round < 25; round++) {
                offer(few);
            }
        }
    }

    private List<Told> offer(Swarm swarm) {
        return swarm.post(
                "/v1/services/django/offers", number -> "{\"name\":\"web-" + names.incrementAndGet() + "\"}", LIMIT);
    }

    /** If it fails, whose fault that was is seen in what both sides say. */
    private List<Told> offerTo(NodeProcess node, Swarm swarm, int round) throws IOException {
        try {
            return offer(swarm);
        } catch (CompletionException unanswered) {
            throw new AssertionError(
                    "in round " + round + ", and the node counts " + traffic(node), unanswered.getCause());
        }
    }

    private static List<String> traffic(NodeProcess node) throws IOException {
        return metrics(node)
                .lines()
                .filter(line -> line.matches("portmaster_(connections|requests)_.*"))
                .toList();
    }

    private static String metrics(NodeProcess node) throws IOException {
        return node.api().get("/metrics").expect(200).text();
    }

    private static void check(NodeProcess node, AtomicLong slowest) throws IOException {
        long asked = System.nanoTime();
        node.api().get("/livez").expect(200);
        slowest.accumulateAndGet(System.nanoTime() - asked, Math::max);
        Await.pass(Duration.ofMillis(20));
    }

    private static void report(int round, List<Told> told) {
        System.out.println("round " + round + ": "
                + told.stream().collect(Collectors.groupingBy(Told::brief, TreeMap::new, Collectors.counting()))
                + ", the slowest yes took "
                + slowest(told.stream().filter(each -> each.status() == 201).toList())
                        .toMillis()
                + " ms, the slowest answer " + slowest(told).toMillis() + " ms");
    }

    private static Duration slowest(List<Told> told) {
        return told.stream().map(Told::took).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static double sheds(NodeProcess node) throws IOException {
        Matcher found = SHED.matcher(metrics(node));
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }
}
