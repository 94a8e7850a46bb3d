package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Exchange;
import io.portmaster.history.Journal;
import io.portmaster.history.Recording;
import io.portmaster.history.HeldPort.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * One node hears late or never what the other one does. It never gives an answer that is older than an answer already given: it
 * says what is true now, or that it can't.
 */
class CutOffNodeIT {
    private static final String PREFIX = "/cut-off/";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    private final Journal journal = new Journal();
    private EtcdCluster etcd;
    private NodeProcess well;
    private Recording recording;
    private int rounds;

    @BeforeEach
    void startEtcdAndTheNodeThatStaysWell() {
        etcd = stage.etcd(1);
        well = stage.node(etcd.endpoints(), "--prefix", PREFIX);
        recording = stage.keep(Recording.live(etcd, PREFIX, "django", journal));
    }

    @Test
    @Execution(CONCURRENT)
    void aNodeWhoseWatchHasFallenSilentAnswersNothingOld() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, () -> proxy.mute(GrpcProxy.WATCH), () -> proxy.unmute(GrpcProxy.WATCH));
    }

    @Test
    @Execution(CONCURRENT)
    void aNodeWhoseWatchIsCutAgainAndAgainAnswersNothingOld() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        Crowd shears = stage.keep(Crowd.repeating(1, number -> {
            proxy.sever(GrpcProxy.WATCH);
            Await.pass(Duration.ofMillis(20));
        }));
        for (int round = 0; round < Scale.rounds(3); round++) {
            assertNothingOldIsAnswered(deaf, () -> {}, () -> {});
        }
        shears.dismiss();
    }

    @Test
    @Execution(CONCURRENT)
    void aNodeThatHearsNoAnswersAtAllAnswersNothingOld() throws IOException {
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, proxy::holdAnswers, proxy::heal);
        Await.until("it is ready again", LIMIT, deaf::isReady);
    }

    @Test
    @Execution(CONCURRENT)
    void aNodeCutOffFromEtcdAnswersNothingOldAndServesAgainOnceItIsBack() throws IOException {
        TcpProxy proxy = stage.tcpProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        assertNothingOldIsAnswered(deaf, proxy::cut, proxy::heal);
        Await.until("it is ready again", LIMIT, deaf::isReady);
    }

    @Test
    @Execution(CONCURRENT)
    void aServiceThatWasFullIsNotCalledSoByANodeThatMissedARelease() throws IOException {
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        NodeProcess deaf = startDeaf(proxy.endpoint());
        Customer here = new Customer(well.client(), "django", journal);
        Customer there = new Customer(deaf.client(), "django", journal);
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

    /** The node that is going to be cut off, and the service. */
    private NodeProcess startDeaf(String endpoint) throws IOException {
        NodeProcess deaf = stage.node(endpoint, "--prefix", PREFIX);
        deaf.awaitReady();
        well.awaitReady();
        new Operator(well.client()).create("django", 5000, 5099);
        return deaf;
    }

    /**
     * Clients ask the cut-off node about names that the other node has changed, one for each end that a name can have: for the
     * name again, to accept its offer, and for its list. They ask all at once, since each may have to wait.
     */
    private void assertNothingOldIsAnswered(NodeProcess deaf, Runnable breakIt, Runnable healIt) {
        int round = rounds++;
        breakIt.run();
        Crowd crowd = stage.keep(Crowd.acting(3 * Ending.values().length, number -> {
            Ending ending = Ending.values()[number / 3];
            Customer there = new Customer(deaf.client(), "django", journal);
            Exchange offer = tell("web-" + round + "-" + number, ending);
            // The recording judges below whether the answers are old.
            switch (number % 3) {
                case 0 -> there.offer(offer.name());
                case 1 -> there.accept(offer);
                default -> assertReadsOrSaysThatItCannot(there, ending);
            }
        }));
        try {
            crowd.await(LIMIT);
        } finally {
            healIt.run();
        }
        assertKeysAreAsTold();
    }

    /** Lets a name end in that state, by requests at the other node. */
    private Exchange tell(String name, Ending ending) {
        Customer here = new Customer(well.client(), "django", journal);
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

    /** Asks for the list in which a name of that state stands, or stood. */
    private static void assertReadsOrSaysThatItCannot(Customer there, Ending ending) {
        boolean inOffers = ending == Ending.OFFERED || ending == Ending.REJECTED;
        Exchange list = there.list(inOffers ? State.OFFERED : State.ALLOCATED);
        assertThat(list.isYes() || list.isNo("store-unavailable"))
                .as(list.toString())
                .isTrue();
    }

    /** The state that a name has reached. */
    private enum Ending {
        OFFERED,
        REJECTED,
        ALLOCATED,
        RELEASED
    }

    private void assertKeysAreAsTold() {
        System.out.println(journal);
        assertThat(recording.violations()).isEmpty();
    }
}
