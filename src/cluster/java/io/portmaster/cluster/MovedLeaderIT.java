package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The leader of three etcd members moves again and again. Each time etcd gives every lease its whole time anew, so that what ends
 * by itself ends later. It never ends early.
 */
class MovedLeaderIT {
    private static final String PREFIX = "/moved-leader/";
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int REUSE_DELAY = 3;
    private static final int OFFER_TTL = 2;
    private static final int TTL = 5;
    private static final int LINGER = 5;
    private static final int LONG = 600;
    private static final int MANY = 500;
    private static final int GROUP = 20;

    /** The refusals that promise nothing, while there is no leader. */
    private static final Set<String> TROUBLE = Set.of("store-unavailable", "outcome-unknown");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;
    private static PortmasterClient first;
    private static PortmasterClient second;

    private int rounds;
    private int troubles;

    @BeforeAll
    static void start() {
        etcd = stage.etcd(3);
        List<NodeProcess> nodes = stage.nodes(2, etcd.endpoints(), "--prefix", PREFIX);
        first = nodes.get(0).client();
        second = nodes.get(1).client();
    }

    /** The figures that it prints are in src/docs/reliability.md, from a run with -Dportmaster.test.seconds=60. */
    @Test
    void nothingThatEndsByItselfEndsEarly() throws ProblemException, IOException {
        first.services().create(new ServiceDefinitionBody("early", null, 5000, 7999).withTimes(REUSE_DELAY, null, null));
        Terms terms = new Terms();
        Crowd watchers = stage.keep(Crowd.repeating(1, number -> terms.look(MovedLeaderIT::keys)));
        long[] moved = new long[1];
        Crowd movers = stage.keep(Crowd.repeating(1, number -> {
            moveLeader();
            moved[0] = System.nanoTime();
            Await.pass(EVERY);
        }));
        long start = System.nanoTime();
        long length = Scale.time(Duration.ofSeconds(6)).toNanos();
        // A slow machine asks for a lease later.
        while (passed(start) < length || (!terms.hasAllKinds() && passed(start) < LIMIT.toNanos())) {
            askForWhatEnds(terms);
        }
        movers.dismiss();
        Await.until("all has ended", LIMIT, terms::isOver);
        watchers.dismiss();

        System.out.println("the leader moved for " + Duration.ofNanos(moved[0] - start).toSeconds() + " s, every "
                + EVERY.toSeconds() + " s; " + troubles + " requests in vain");
        terms.report(moved[0]).forEach(System.out::println);
        assertThat(terms.violations()).isEmpty();
        assertThat(terms.early()).isEmpty();
        assertThat(terms.late(moved[0])).isEmpty();
        assertThat(terms.kinds()).containsExactlyInAnyOrder(Terms.Kind.values());
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
    }

    private static long passed(long start) {
        return System.nanoTime() - start;
    }

    /** Asks for an offer that runs out, a port that cools, and sometimes for a lease that nobody renews any more. */
    private void askForWhatEnds(Terms terms) throws IOException {
        String name = "web-" + rounds++;
        PortmasterClient client = rounds % 2 == 0 ? first : second;
        PortmasterClient other = rounds % 2 == 0 ? second : first;
        attempt(() -> {
            long asked = System.nanoTime();
            OfferRequestBody offer = new OfferRequestBody(name + "-offered").withOfferTtl(OFFER_TTL);
            int port = client.offers().create("early", offer, null).body().port();
            terms.add(Terms.Kind.OFFER, name + "-offered", port, asked, OFFER_TTL);
        });
        attempt(() -> {
            int port = client.offers().createAccepted("early", name, null).body().port();
            long asked = System.nanoTime();
            other.ports().release("early", name);
            terms.add(Terms.Kind.COOLING, name, port, asked, REUSE_DELAY);
        });
        if (rounds % 10 == 0) {
            attempt(() -> {
                LeaseBody lease = client.leases().create(new LeaseDefinitionBody(TTL, LINGER, Map.of()))
                        .body();
                OfferRequestBody leased =
                        new OfferRequestBody(name + "-leased").withLease(LeaseField.of(lease.lease()));
                int port = client.offers().createAccepted("early", leased, null, null).body().port();
                long asked = System.nanoTime();
                other.leases().renew(lease.lease());
                terms.add(Terms.Kind.LEASED, name + "-leased", port, asked, lease.ttl());
                terms.add(Terms.Kind.LINGERING, name + "-leased", port, asked, lease.ttl() + LINGER);
            });
        }
        Await.pass(Duration.ofMillis(20));
    }

    /** Asks once. What the store's trouble has prevented, or may have, promises nothing. */
    private void attempt(Request request) throws IOException {
        try {
            request.send();
        } catch (ProblemException e) {
            if (!TROUBLE.contains(e.code())) {
                throw new AssertionError("refused: " + e.getMessage(), e);
            }
            troubles++;
        }
    }

    @Test
    void fiveHundredAllocationsAreRenewedAndEndedByOneRequestEachBesideTheMoves() throws ProblemException, IOException {
        first.services().create(new ServiceDefinitionBody("many", null, 8000, 8999).withTimes(LONG, null, null));
        String lease = first.leases().create(new LeaseDefinitionBody(LONG, LONG, Map.of())).body().lease();
        for (int group = 0; group < MANY / GROUP; group++) {
            int of = group;
            List<String> names =
                    IntStream.range(0, GROUP).mapToObj(place -> "web-" + of + "." + place).toList();
            OfferRequestBody wanted = OfferRequestBody.group(names, false).withLease(LeaseField.of(lease));
            first.offers().createGroupAccepted("many", wanted, null, null);
        }
        Crowd movers = stage.keep(Crowd.repeating(1, number -> moveLeader()));

        untilDone(() -> second.leases().renew(lease));
        List<PortBody> renewed = new ArrayList<>();
        untilDone(() -> renewed.addAll(second.ports()
                .list(Filter.onLease(lease), Page.Start.first(Page.Start.MOST))
                .items()));
        assertThat(renewed).hasSize(MANY);
        untilDone(() -> first.leases().end(lease));
        movers.dismiss();

        List<CoolingBody> cooling = second.ports().cooling("many", Page.Start.first(Page.Start.MOST)).items();
        assertThat(cooling).hasSize(MANY).allMatch(port -> port.reason().equals("released"));
        assertThat(keys().leases()).doesNotContainKey(Long.parseLong(lease, 16));
        assertThat(Invariants.violations(keys())).isEmpty();
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
    }

    /** Repeats the request as a client has to, until its outcome is known. */
    private static void untilDone(Request request) {
        Await.until("it is answered", LIMIT, () -> {
            try {
                request.send();
                return true;
            } catch (ProblemException e) {
                if (TROUBLE.contains(e.code())) {
                    return false;
                }
                throw new AssertionError("refused: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void moveLeader() {
        etcd.moveLeaderTo(etcd.others(etcd.leader()).get(0));
    }

    private static KeySpace keys() {
        return KeySpace.read(etcd.client(), PREFIX);
    }

    private interface Request {
        void send() throws ProblemException, IOException;
    }
}
