package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stage breaks things in the way that the tests mean, and notices it. */
class StageIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @Test
    void aFrozenMemberIsSilentAndForgetsNothing() {
        EtcdCluster etcd = stage.etcd(1);
        put(etcd.client(), "before");
        etcd.member(0).freeze();
        assertThatThrownBy(() -> put(etcd.client(), "during"))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        etcd.member(0).thaw();
        etcd.awaitHealth();
        assertThat(etcd.ctl("get", "--prefix", "--print-value-only", "key/before"))
                .isEqualTo("before\n");
    }

    @Test
    void aKilledMemberComesBackWithWhatItHad() {
        EtcdCluster etcd = stage.etcd(1);
        put(etcd.client(), "kept");
        etcd.member(0).kill();
        etcd.member(0).start();
        etcd.awaitHealth();
        assertThat(etcd.ctl("get", "key/kept", "--print-value-only")).isEqualTo("kept\n");
    }

    @Test
    void ofThreeMembersOneMayBeGone() {
        EtcdCluster etcd = stage.etcd(3);
        etcd.member(0).stop();
        EtcdCluster.awaitHealth(etcd.member(1));
        assertThat(etcd.member(1).ctl("put", "key/x", "x")).isEqualTo("OK\n");
        assertThat(etcd.member(2).ctl("get", "key/x", "--print-value-only")).isEqualTo("x\n");
    }

    @Test
    void aMutedWatchHearsLateWhatOthersSeeAtOnce() {
        EtcdCluster etcd = stage.etcd(1);
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        Client client = stage.keep(client(proxy.endpoint()));
        watch(client);
        awaitHearing(etcd, "first");

        proxy.mute(GrpcProxy.WATCH);
        put(etcd.client(), "second");
        put(client, "third");
        assertThat(KeySpace.get(client, "key/second").getCount()).isEqualTo(1);
        assertThat(heard).doesNotContain("second", "third");

        proxy.unmute(GrpcProxy.WATCH);
        Await.until("all was heard in the end", LIMIT, () -> heard.contains("second") && heard.contains("third"));
    }

    @Test
    void aConnectionThatIsHeldIsSilentUntilItHeals() {
        EtcdCluster etcd = stage.etcd(1);
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        Client client = stage.keep(client(proxy.endpoint()));
        put(client, "first");
        proxy.holdAnswers();
        assertThatThrownBy(() -> put(client, "second"))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(KeySpace.get(etcd.client(), "key/second").getCount())
                .as("what was asked arrived")
                .isEqualTo(1);
        proxy.heal();
        put(client, "third");
    }

    @Test
    void aCutConnectionIsMadeAgainOnceItCan() {
        EtcdCluster etcd = stage.etcd(1);
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        Client client = stage.keep(client(proxy.endpoint()));
        put(client, "first");
        proxy.cut();
        assertThatThrownBy(() -> put(client, "second")).isInstanceOf(Exception.class);
        proxy.heal();
        Await.until("it is there again", LIMIT, () -> {
            try {
                put(client, "third");
                return true;
            } catch (Exception e) {
                return false;
            }
        });
    }

    private void watch(Client client) {
        stage.keep(client.getWatchClient()
                .watch(
                        KeySpace.bytes("key/"),
                        WatchOption.builder().isPrefix(true).build(),
                        Watch.listener(response -> response.getEvents()
                                .forEach(event ->
                                        heard.add(event.getKeyValue().getValue().toString())))));
    }

    /** Waits for the watch to begin. */
    private void awaitHearing(EtcdCluster etcd, String value) {
        Await.until("the watch works", LIMIT, () -> {
            put(etcd.client(), value);
            return heard.contains(value);
        });
    }

    private static void put(Client client, String value) {
        try {
            client.getKVClient()
                    .put(KeySpace.bytes("key/" + value), KeySpace.bytes(value))
                    .get(2, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Client client(String endpoint) {
        return Client.builder().endpoints(endpoint).build();
    }
}
