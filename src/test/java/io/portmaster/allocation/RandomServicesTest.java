package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of two spaces create, change and delete services on two nodes at random, while mirrors fall behind, requests and
 * replies get lost, and batches stand still. Neither space has ports for all of its clients, and both have the same ports and
 * names. At no moment do two services of a space overlap. Each yes shows what the store held at that revision. Each no names
 * what stood in the way at some moment since it was asked.
 */
class RandomServicesTest {
    private static final List<Space> SPACES = List.of(Space.DEFAULT, new Space("dc-2"));

    /** The number of clients in each space. */
    private static final int CLIENTS = 10;

    private static final int STEPS = 800;
    private static final int LOWEST = 6000;
    private static final int PORTS = 40;

    private final List<Client> clients = new ArrayList<>();

    /** Every record of a service that ever stood. */
    private final Set<Entry<Service>> everStood = new HashSet<>();

    /** All services of each space at each moment, from the first one on. */
    private final List<Map<Space, List<Service>>> moments = new ArrayList<>();

    private Random random;
    private TroubledNodes nodes;

    /** How many clients there have been, by space. */
    private final Map<Space, Integer> named = new HashMap<>();

    static LongStream seeds() {
        return TroubledNodes.seeds("RandomServicesTest");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noTwoServicesEverOverlapAndNoAnswerContradictsTheStore(long seed) {
        random = new Random(seed);
        nodes = nodes();
        observe();
        for (int i = 0; i < CLIENTS; i++) {
            SPACES.forEach(space -> clients.add(new Client(space)));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nodes.assertNothingFailed();
        }
        comeToRest();
        assertThat(clients).allMatch(client -> !client.busy);
    }

    private TroubledNodes nodes() {
        TestNode first = new TestNode();
        SPACES.forEach(space -> first.await(first.create(new ServiceRef(space, DJANGO), new PortRange(5000, 5009))));
        return new TroubledNodes(first, random, Reason.INVALID, this::observe);
    }

    private void step() {
        int dice = random.nextInt(24);
        if (dice < TroubledNodes.KINDS) {
            nodes.make(dice);
        } else if (dice == 8) {
            ServiceRef django = new ServiceRef(SPACES.get(random.nextInt(SPACES.size())), DJANGO);
            nodes.any().offer(django, new Name("web-" + random.nextInt(20)), true, null);
        } else if (dice == 9) {
            if (random.nextInt(10) == 0) {
                comeToRest();
            }
        } else {
            clients.get(random.nextInt(clients.size())).act();
        }
        nodes.turn();
    }

    /**
     * Waits until all requests are answered, checks what the clients know, and replaces the clients that can't know what they
     * have.
     */
    private void comeToRest() {
        nodes.comeToRest();
        clients.forEach(Client::look);
        clients.replaceAll(client -> client.unsure ? new Client(client.ref.space()) : client);
    }

    private void observe() {
        Map<Space, List<Service>> moment = new HashMap<>();
        SPACES.forEach(space -> moment.put(space, observe(space)));
        moments.add(moment);
    }

    private List<Service> observe(Space space) {
        List<Service> services = new ArrayList<>();
        for (Entry<Service> entry : nodes.truth.records(space).services()) {
            everStood.add(entry);
            for (Service other : services) {
                if (other.ports().bounds().overlaps(entry.value().ports().bounds())) {
                    nodes.fail(new AssertionError(other + " and " + entry.value() + " overlap"));
                }
            }
            services.add(entry.value());
        }
        return services;
    }

    /** Asks one thing at a time of a service that no other client changes, and remembers the answers. */
    private final class Client {
        private final ServiceRef ref;
        private @Nullable Service own;
        private boolean busy;
        private boolean unsure;

        Client(Space space) {
            this.ref = new ServiceRef(space, new Name("service-" + named.merge(space, 1, Integer::sum)));
        }

        void act() {
            if (busy || unsure) {
                return;
            }
            TestNode node = nodes.any();
            if (random.nextInt(6) == 0) {
                describeEverybodys(node);
            } else if (own == null) {
                create(node);
            } else {
                change(node, own);
            }
        }

        private void create(TestNode node) {
            PortRange range = anyRange();
            follow(node.create(ref, range), range, created -> {
                assertStood(created);
                assertThat(created.entry().value().ports().bounds()).isEqualTo(range);
                own = created.entry().value();
            });
        }

        private void change(TestNode node, Service before) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean force = random.nextBoolean();
                    follow(node.delete(ref, force), null, done -> own = null);
                }
                case 1 -> {
                    String text = "text " + random.nextInt();
                    follow(node.describe(ref, text), null, changed -> {
                        assertStood(changed);
                        assertThat(changed.entry().value().description()).isEqualTo(text);
                        assertThat(changed.entry().value().ports().bounds())
                                .isEqualTo(before.ports().bounds());
                        own = changed.entry().value();
                    });
                }
                default -> {
                    PortRange range = anyRange();
                    follow(node.resize(ref, range), range, changed -> {
                        assertStood(changed);
                        assertThat(changed.entry().value().ports().bounds()).isEqualTo(range);
                        own = changed.entry().value();
                    });
                }
            }
        }

        /** Several clients change one service at the same time. */
        private void describeEverybodys(TestNode node) {
            String text = "by " + ref;
            follow(node.describe(new ServiceRef(ref.space(), DJANGO), text), null, changed -> {
                assertStood(changed);
                assertThat(changed.entry().value().description()).isEqualTo(text);
            });
        }

        private void assertStood(ServiceStatus told) {
            assertThat(everStood).contains(told.entry());
        }

        /** @param wanted the range that may be refused; null if no refusal is right */
        private <T> void follow(CompletableFuture<T> request, @Nullable PortRange wanted, Consumer<T> onYes) {
            busy = true;
            int since = moments.size() - 1;
            request.whenComplete((answer, error) -> {
                busy = false;
                try {
                    if (error == null) {
                        onYes.accept(answer);
                    } else {
                        refused(TroubledNodes.refusal(error), wanted, since);
                    }
                } catch (AssertionError e) {
                    nodes.fail(e);
                }
            });
        }

        private void refused(Refusal refusal, @Nullable PortRange wanted, int since) {
            if (refusal instanceof Refusal.OutcomeUnknown) {
                unsure = true;
            } else if (refusal instanceof Refusal.StoreUnavailable || refusal instanceof Refusal.Contended) {
                check("after " + refusal);
            } else if (refusal instanceof Refusal.RangeOverlap overlap && wanted != null) {
                assertThat(overlap.wanted()).isEqualTo(PortSet.of(wanted));
                assertThat(overlap.inTheWay()).isNotEmpty();
                boolean stood = moments.subList(since, moments.size()).stream()
                        .anyMatch(moment -> moment.get(ref.space()).containsAll(overlap.inTheWay()));
                assertThat(stood)
                        .as("%s stood at one moment since %s asked", overlap.inTheWay(), ref)
                        .isTrue();
            } else {
                throw new AssertionError(ref + " was told " + refusal);
            }
        }

        private void check(String when) {
            Entry<Service> found = nodes.truth.records(ref.space()).service(ref.name());
            assertThat(found == null ? null : found.value())
                    .as("%s %s", ref, when)
                    .isEqualTo(own);
        }

        /** Checks that a client at rest is right about its state, if it knows that. */
        void look() {
            if (!unsure) {
                assertThat(busy).as("%s still waits", ref).isFalse();
                check("at rest");
            }
        }

        private PortRange anyRange() {
            int start = LOWEST + random.nextInt(PORTS);
            return new PortRange(start, start + random.nextInt(8));
        }
    }
}
