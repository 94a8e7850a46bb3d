package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** What etcd refuses by name is told at once, with etcd's own reason: in answers, on {@code /readyz}, by a node that starts. */
@Tag(Measured.TAG)
class EtcdReasonsIT {
    private static final String ALARM = "{\"action\":\"%s\",\"memberID\":\"%s\",\"alarm\":\"CORRUPT\"}";

    /** A node that waits for an answer that never comes takes five seconds. A busy machine takes some time for any answer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @Execution(CONCURRENT)
    void aCorruptClusterIsCalledThat() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        NodeProcess node = stage.nodes(1, etcd.endpoints()).get(0);
        new Operator(node.client()).create("django", 5000, 5009);
        alarm(etcd, "ACTIVATE");

        assertRefused(node, "corrupt cluster");
        assertRefused(node, "corrupt cluster");
        node.awaitNotReady("corrupt cluster");
        stage.node(etcd.endpoints()).awaitNotReady("corrupt cluster");
        ProgramRun check = stage.check(etcd.endpoints());
        assertThat(check.status()).isEqualTo(3);
        assertThat(check.lines()).singleElement().asString().contains("corrupt cluster");

        alarm(etcd, "DEACTIVATE");
        node.awaitReady();
        assertThat(new Customer(node.client(), "django", new Journal())
                        .offer("web")
                        .isYes())
                .isTrue();
    }

    @Test
    @Execution(CONCURRENT)
    void anEtcdThatWantsAUserIsCalledThat() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        NodeProcess node = stage.nodes(1, etcd.endpoints()).get(0);
        new Operator(node.client()).create("django", 5000, 5009);
        etcd.ctl("user", "add", "root:secret");
        etcd.ctl("user", "grant-role", "root", "root");
        etcd.ctl("auth", "enable");

        assertRefused(node, "user name is empty");
        node.awaitNotReady("user name is empty");
        NodeProcess second = stage.node(etcd.endpoints());
        assertThat(second.awaitExit()).as(second.log()).isEqualTo(1);
        assertThat(second.log()).contains("user name is empty");
        ProgramRun check = stage.check(etcd.endpoints());
        assertThat(check.status()).isEqualTo(3);
        assertThat(check.lines()).singleElement().asString().contains("user name is empty");

        etcd.ctl("--user=root:secret", "auth", "disable");
        node.awaitReady();
    }

    @Test
    @Execution(CONCURRENT)
    void aLearnerAloneInTheListIsCalledThat() {
        LocalEtcd etcd = stage.etcdToCome(1).start();
        stage.nodes(1, etcd.endpoints());
        EtcdProcess learner = stage.learner(etcd);
        stage.node(learner.endpoint()).awaitNotReady(learner.endpoint(), "not supported for learner");
    }

    /** etcd's proxy answers no request for a watch's progress. A node finds that out by itself. */
    @Test
    @Execution(CONCURRENT)
    void etcdsOwnProxyIsRefusedInOneLine() {
        EtcdCluster etcd = stage.etcd(1);
        NodeProcess node = stage.node(stage.gateway(etcd).endpoint());
        assertThat(node.awaitExit()).as(node.log()).isEqualTo(1);
        assertThat(node.log().lines().filter(line -> !line.startsWith("{")))
                .singleElement()
                .asString()
                .contains("grpc-proxy");
    }

    private static void assertRefused(NodeProcess node, String reason) throws IOException {
        long asked = System.nanoTime();
        HttpReply reply = node.api().post("/v1/services/django/offers", "{\"name\":\"web\"}");
        Duration taken = Duration.ofNanos(System.nanoTime() - asked);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("store-unavailable");
        assertThat(reply.json().path("detail").asText()).contains(reason);
        assertThat(taken).isLessThan(AT_ONCE);
    }

    private static void alarm(EtcdCluster etcd, String action) throws IOException {
        String member =
                Long.toUnsignedString(Long.parseUnsignedLong(etcd.member(0).memberId(), 16));
        new PlainHttp(etcd.endpoints())
                .post("/v3/maintenance/alarm", ALARM.formatted(action, member))
                .expect(200);
    }
}
