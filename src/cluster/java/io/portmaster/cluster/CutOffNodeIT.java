package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One node hears late or never of what the other one does. It never answers a yes or a no that is older than an answer
 * already given: it says what is true now, or that it can't.
 */
class CutOffNodeIT {
    private static final String PREFIX = "/cut-off/";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private final History history = new History();
    private final Seed seed = new Seed();
    private Etcd etcd;
    private NodeProcess well;
    private int rounds;

    @BeforeEach
    void startEtcdAndTheNodeThatStaysWell() {
        etcd = stage.etcd(1);
        well = stage.node(etcd.endpoints(), "--prefix", PREFIX);
    }

    @Test
    void aNodeWhoseWatchHasFallenSilentAnswersNothingOld() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, () -> proxy.mute(GrpcProxy.WATCH), () -> proxy.unmute(GrpcProxy.WATCH));
    }

    @Test
    void aNodeWhoseWatchIsCutAgainAndAgainAnswersNothingOld() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        Crowd shears = stage.keep(Crowd.repeating(1, number -> {
            proxy.sever(GrpcProxy.WATCH);
            Await.pass(Duration.ofMillis(20));
        }));
        for (int round = 0; round < Scale.rounds(10); round++) {
            assertNothingOldIsAnswered(deaf, () -> {}, () -> {});
        }
        shears.dismiss();
    }

    @Test
    void aNodeThatHearsNoAnswersAtAllAnswersNothingOld() throws IOException {
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, proxy::holdAnswers, proxy::heal);
        Await.until("it is ready again", LIMIT, deaf::isReady);
    }

    @Test
    void aNodeCutOffFromEtcdAnswersNothingOldAndServesAgainOnceItIsBack() throws IOException {
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, proxy::cut, proxy::heal);
        Await.until("it is ready again", LIMIT, deaf::isReady);
    }

    @Test
    void aServiceThatWasFullIsNotCalledSoByANodeThatMissedARelease() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        Customer here = new Customer(well.api(), "django", history);
        Customer there = new Customer(deaf.api(), "django", history);
        List<Exchange> all = IntStream.range(0, 100)
                .mapToObj(number -> here.offerAccepted("web-" + number))
                .toList();
        assertThat(there.offer("too-many").isNo("range-exhausted")).isTrue();

        proxy.mute(GrpcProxy.WATCH);
        assertThat(here.release(all.get(42)).isYes()).isTrue();
        Exchange offer = there.offer("just-right");

        assertThat(offer.isYes() || offer.isNo("store-unavailable"))
                .as(offer.toString())
                .isTrue();
        assertKeysAreAsTold();
    }

    @Test
    void clientsOfAShakyNodeAndAWellOneAreToldOneStory() throws IOException {
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        NodeProcess shaky = startDeaf(proxy.endpoint());
        List<RandomClient> clients = RandomClient.several(16, List.of(shaky, well), "django", history, seed, 8);
        Crowd crowd =
                stage.keep(Crowd.repeating(16, number -> clients.get(number).act()));
        for (int round = 0; round < Scale.rounds(2); round++) {
            awaitProgress();
            if (round % 2 == 0) {
                proxy.hold();
            } else {
                proxy.cut();
            }
            Await.pass(Duration.ofMillis(1500));
            proxy.heal();
        }
        Await.until("it is ready again", LIMIT, shaky::isReady);
        crowd.dismiss();
        assertKeysAreAsTold();
    }

    /** The node that is going to be cut off, and the service. */
    private NodeProcess startDeaf(String endpoint) throws IOException {
        NodeProcess deaf = stage.node(endpoint, "--prefix", PREFIX);
        deaf.awaitReady();
        well.awaitReady();
        new Operator(well.api()).create("django", 5000, 5099);
        return deaf;
    }

    /**
     * For each way that a name's story can end at the well node, clients ask the deaf one about it: for the name again, to
     * accept its offer, and for the list that it belongs into. All at once, since each may have to wait.
     */
    private void assertNothingOldIsAnswered(NodeProcess deaf, Runnable breakIt, Runnable healIt) {
        int round = rounds++;
        breakIt.run();
        Crowd crowd = stage.keep(Crowd.acting(3 * Ending.values().length, number -> {
            Ending ending = Ending.values()[number / 3];
            Customer there = new Customer(deaf.api(), "django", history);
            Exchange offer = tell("web-" + round + "-" + number, ending);
            // What the deaf node says of a name, the history of its answers is checked for below.
            switch (number % 3) {
                case 0 -> there.offer(offer.name());
                case 1 -> there.accept(offer);
                default -> assertListsAreNotOld(deaf, offer.name(), ending);
            }
        }));
        try {
            crowd.await(LIMIT);
        } finally {
            healIt.run();
        }
        assertKeysAreAsTold();
    }

    /** Takes a name to that end, at the well node. */
    private Exchange tell(String name, Ending ending) {
        Customer here = new Customer(well.api(), "django", history);
        Exchange offer = here.offer(name);
        boolean told = offer.isYes()
                && switch (ending) {
                    case OFFERED -> true;
                    case REJECTED -> here.reject(offer).isYes();
                    case ALLOCATED -> here.accept(offer).isYes();
                    case RELEASED ->
                        here.accept(offer).isYes() && here.release(offer).isYes();
                };
        assertThat(told).isTrue();
        return offer;
    }

    private static void assertListsAreNotOld(NodeProcess node, String name, Ending ending) throws IOException {
        boolean inOffers = ending == Ending.OFFERED || ending == Ending.REJECTED;
        Reply list = node.api().get("/v1/services/django/" + (inOffers ? "offers" : "ports"));
        if (list.status() == 200) {
            assertThat(list.each("name").contains(name))
                    .as("%s, %s, in %s", name, ending, list)
                    .isEqualTo(ending == Ending.OFFERED || ending == Ending.ALLOCATED);
        } else {
            assertThat(list.code()).isEqualTo("store-unavailable");
        }
    }

    /** Of what a name has gone through. */
    private enum Ending {
        OFFERED,
        REJECTED,
        ALLOCATED,
        RELEASED
    }

    private void awaitProgress() {
        int before = history.served();
        Await.until("clients are served", LIMIT, () -> history.served() > before + 200);
    }

    private void assertKeysAreAsTold() {
        System.out.println(history);
        KeySpace keys = KeySpace.read(etcd.client(), PREFIX);
        assertThat(Expectation.from(history).contradictions(keys, "django")).isEmpty();
        assertThat(history.portsHeldTwice()).isEmpty();
        assertThat(Invariants.violations(keys)).isEmpty();
    }
}
