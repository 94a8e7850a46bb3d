package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that is asked to end, with SIGTERM. */
class DrainTest {
    private static final String PREFIX = "/drain/";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void itSaysSoServesOnForAWhileAndAnswersWhatItHasBegun() throws IOException {
        Etcd etcd = stage.etcd(1);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess node = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX).get(0);
        new Operator(node.api()).create("django", 5000, 5099);
        Customer customer = new Customer(node.api(), "django", new History());

        node.askToEnd();
        Await.until("it is not ready", LIMIT, () -> !node.isReady());
        assertThat(customer.offer("early").isYes()).isTrue();
        proxy.mute(GrpcProxy.TXN);
        CompletableFuture<Exchange> late = CompletableFuture.supplyAsync(() -> customer.offer("late"));
        Await.until("etcd has got the late one", LIMIT, () -> proxy.calls(GrpcProxy.TXN) == 3);
        Await.until("it takes no more connections", LIMIT, () -> isGone(node));
        proxy.unmute(GrpcProxy.TXN);

        assertThat(late.join().isYes()).as(late.join().toString()).isTrue();
        node.awaitExit();
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(keys.ports()).extracting(KeySpace.Port::name).containsExactlyInAnyOrder("early", "late");
    }

    private static boolean isGone(NodeProcess node) {
        try {
            node.api().anew().get("/livez");
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
