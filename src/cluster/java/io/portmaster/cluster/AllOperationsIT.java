package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.traffic.Agent;
import io.portmaster.traffic.DelayHistory;
import io.portmaster.traffic.Tally;
import io.portmaster.traffic.Tenures;
import io.portmaster.traffic.World;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two nodes, 32 clients that do all that the API lets them do, one service of 200 ports. Its ports cool, its delays change, and
 * leases of 5 s run out. The clients' own records say which port was whose until when.
 */
class AllOperationsIT {
    private static final String PREFIX = "/all-operations/";
    private static final String SERVICE = "django";
    private static final int CLIENTS = 32;
    private static final int LOWEST = 5000;
    private static final int HIGHEST = 5199;
    private static final int RESERVED = 4;
    private static final int REUSE_DELAY = 3;
    private static final int BUSY_DELAY = 2;
    private static final int OFFER_TTL = 4;
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(3);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Seed seed = new Seed();
    private final Random random = seed.random(-1);
    private final DelayHistory reuseDelay = new DelayHistory(REUSE_DELAY);
    private final DelayHistory busyDelay = new DelayHistory(BUSY_DELAY);
    private final Tenures tenures = new Tenures();
    private final Tally tally = new Tally();

    @Test
    void noPortIsGivenTwiceOrBeforeItsTimeAndCheckFindsNothing() throws IOException, ProblemException {
        EtcdCluster etcd = stage.etcd(1);
        List<PortmasterClient> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX).stream()
                .map(NodeProcess::client)
                .toList();
        createService(nodes.get(0));
        World world =
                new World(nodes, SERVICE, LOWEST + RESERVED, HIGHEST, reuseDelay, busyDelay, tenures, tally);
        List<Agent> agents = IntStream.range(0, CLIENTS)
                .mapToObj(number -> new Agent(number, world, seed.random(number)))
                .toList();
        Crowd crowd = stage.keep(Crowd.repeating(CLIENTS, number -> agents.get(number).act()));

        long start = System.nanoTime();
        long length = Scale.time(Duration.ofSeconds(9)).toNanos();
        int checks = 0;
        while (System.nanoTime() - start < length) {
            assertNothingIsWrong(etcd);
            checks++;
            changeDelays(nodes.get(checks % nodes.size()));
            long next = start + checks * BETWEEN_CHECKS.toNanos();
            Await.until("the next check is due", BETWEEN_CHECKS.plusSeconds(1), () -> System.nanoTime() - next > 0);
            assertThat(tenures.wrongAnswers()).isEmpty();
        }
        crowd.dismiss();

        List<String> held = KeySpace.read(etcd.client(), PREFIX).ports().stream()
                .map(port -> port.name() + " " + port.port())
                .toList();
        assertThat(agents).allSatisfy(agent -> assertThat(held).containsAll(agent.holds(Duration.ZERO)));
        agents.forEach(Agent::end);
        System.out.println(checks + " checks, " + tenures.size() + " ports given, " + tally);
        assertNothingIsWrong(etcd);
        assertThat(tenures.wrongAnswers()).isEmpty();
        assertThat(tenures.givenTooEarly()).isEmpty();
    }

    private static void createService(PortmasterClient node) throws IOException, ProblemException {
        node.services().create(new ServiceDefinitionBody(SERVICE, null, LOWEST, HIGHEST)
                .withPorts(
                        PortSet.of(new PortRange(LOWEST, HIGHEST)),
                        PortSet.of(new PortRange(LOWEST, LOWEST + RESERVED - 1)))
                .withTimes(REUSE_DELAY, BUSY_DELAY, OFFER_TTL));
    }

    /** Changes both delays, for what cools from then on. A reuse delay of 6 s is too long for some leases. */
    private void changeDelays(PortmasterClient node) throws IOException, ProblemException {
        int reuse = REUSE_DELAY + random.nextInt(4);
        int busy = BUSY_DELAY + random.nextInt(4);
        reuseDelay.changing(reuse);
        busyDelay.changing(busy);
        node.services().change(SERVICE, ServiceChangeBody.NOTHING.withDelays(reuse, busy), null);
        reuseDelay.changed();
        busyDelay.changed();
    }

    private void assertNothingIsWrong(EtcdCluster etcd) {
        assertThat(Invariants.violations(KeySpace.read(etcd.client(), PREFIX))).isEmpty();
        ProgramRun check = stage.check(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(check.status()).as(check.toString()).isZero();
    }
}
