package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All nodes are replaced, one after the other, while clients ask through HAProxy. No request fails. */
class RollingRestartIT {
    private static final String PREFIX = "/rolling/";
    private static final int CLIENTS = 16;

    /** This gives some 150 requests a second in all. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private HaproxyProcess haproxy;

    @Test
    void notOneRequestIsLost() throws IOException {
        EtcdCluster etcd = stage.etcd(1);
        List<NodeProcess> nodes = stage.nodes(3, etcd.endpoints(), "--prefix", PREFIX);
        haproxy = stage.haproxy(nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
        new Operator(haproxy.client()).create("django", 5000, 5999);
        List<Tenant> tenants = IntStream.range(0, CLIENTS).mapToObj(Tenant::new).toList();
        Crowd crowd = stage.keep(
                Crowd.repeating(CLIENTS, number -> tenants.get(number).stay()));

        for (NodeProcess node : nodes) {
            awaitProgress();
            node.askToEnd();
            assertThat(node.awaitExit()).isZero();
            awaitProgress();
            node.start();
            node.awaitReady();
        }
        awaitProgress();
        crowd.dismiss();

        System.out.println(answers + " answers; not as they should be: " + tally());
        assertThat(failures).isEmpty();
        assertThat(KeySpace.read(etcd.client(), PREFIX).ports())
                .as("every port was given back")
                .isEmpty();
    }

    private void awaitProgress() {
        int before = answers.get();
        Await.until("clients are served", LIMIT, () -> answers.get() > before + 20 * CLIENTS || !failures.isEmpty());
    }

    private Map<String, Long> tally() {
        return failures.stream()
                .collect(Collectors.groupingBy(failure -> failure, TreeMap::new, Collectors.counting()));
    }

    /** A client that keeps a connection of its own. */
    private final class Tenant {
        private final String id;
        private final PlainHttp api = haproxy.api().anew();
        private int names;

        Tenant(int number) {
            this.id = "tenant-" + number + "-";
        }

        /** Goes through a port's life, from the offer to the release. */
        void stay() {
            String name = id + names++;
            HttpReply offer = ask(201, "POST", "/offers", "{\"name\":\"" + name + "\"}");
            if (offer != null) {
                ask(409, "POST", "/offers", "{\"name\":\"" + name + "\"}");
                ask(201, "POST", "/offers/" + offer.json().path("secret").asText() + "/accept", null);
                ask(200, "GET", "/ports/" + name, null);
                ask(200, "GET", "/ports?limit=50", null);
                ask(204, "DELETE", "/ports/" + name, null);
                ask(404, "GET", "/ports/" + name, null);
            }
        }

        private @Nullable HttpReply ask(int expected, String method, String path, @Nullable String body) {
            Await.pass(BREATH);
            try {
                HttpReply reply = api.send(method, "/v1/services/django" + path, body);
                answers.incrementAndGet();
                if (reply.status() == expected) {
                    return reply;
                }
                failures.add(method + " " + reply.status() + " " + reply.code());
            } catch (IOException e) {
                failures.add(method + " " + e);
            }
            return null;
        }
    }
}
