package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.history.AccessPoint;
import io.portmaster.history.Actor;
import io.portmaster.history.InstanceBehaviour;
import io.portmaster.history.Journal;
import io.portmaster.history.Mixture;
import io.portmaster.history.Recording;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of all kinds use two nodes at once: with leases, groups, former names, and ports that their hosts find busy. */
class MixedTrafficIT {
    private static final String PREFIX = "/mixed/";
    private static final int CLIENTS = 32;
    private static final Duration OFFER_TTL = Duration.ofSeconds(6);
    private static final Duration REUSE_DELAY = Duration.ofSeconds(3);
    private static final Duration BUSY_DELAY = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration USUAL = Duration.ofSeconds(9);

    /** The time between two checks. A check takes some time itself. */
    private static final Duration PAUSE = Duration.ofMillis(2_000);

    private static final InstanceBehaviour BEHAVIOUR = new InstanceBehaviour(6, Duration.ofMillis(60), true);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();

    @Test
    void nothingIsGivenTwiceOrTooEarlyAndCheckFindsNothingMeanwhile() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(
                2, etcd.endpoints(), "--prefix", PREFIX, "--offer-ttl", OFFER_TTL.toSeconds() + "s");
        new Operator(nodes.get(0).client()).create("django", 5000, 5199, REUSE_DELAY, BUSY_DELAY);
        Recording recording =
                stage.keep(Recording.live(etcd, PREFIX, "django", journal))
                .promising(OFFER_TTL, REUSE_DELAY, BUSY_DELAY);
        List<AccessPoint> entries = AccessPoint.of(nodes, "django");
        List<Actor> clients =
                Mixture.ALL_KINDS.actors(CLIENTS, number -> entries, journal, new Seed().value(), BEHAVIOUR);
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> clients.get(number).act()));

        List<String> checks = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < Scale.time(USUAL).toNanos()) {
            int before = journal.served();
            Await.pass(PAUSE);
            Await.until("clients are served", LIMIT, () -> journal.served() > before);
            ProgramRun check = stage.check(etcd.endpoints(), "--prefix", PREFIX);
            assertThat(check.status()).as(check.toString()).isZero();
            checks.addAll(check.lines());
        }
        crowd.dismiss();

        System.out.println(journal);
        assertThat(checks).anyMatch(line -> line.contains("cooling port")).anyMatch(line -> line.contains(" alive"));
        assertThat(recording.violations()).isEmpty();
    }
}
