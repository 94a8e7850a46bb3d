package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients create, change and delete services on two nodes at random, in a space that is too narrow for all of them. Meanwhile
 * mirrors fall behind, requests and replies get lost, and batches stand still. No two services ever overlap. Each yes shows
 * what the store held at that revision. Each no names what stood in the way at some moment since the request came.
 */
class RandomServicesTest {
    private static final int CLIENTS = 10;
    private static final int STEPS = 400;
    private static final int LOWEST = 6000;
    private static final int PORTS = 40;

    private final List<Client> clients = new ArrayList<>();

    /** Every record of a service that ever stood. */
    private final Set<Entry<Service>> everStood = new HashSet<>();

    /** All services at each moment, from the first one on. */
    private final List<List<Service>> moments = new ArrayList<>();

    private Random random;
    private TroubledNodes nodes;
    private int named;

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
            clients.add(new Client());
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nodes.assertNothingFailed();
        }
        comeToRest();
        assertThat(clients).allMatch(client -> !client.busy);
    }

    private TroubledNodes nodes() {
        return new TroubledNodes(new TestNode().withDjango(5000, 5009), random, Reason.INVALID, this::observe);
    }

    private void step() {
        int dice = random.nextInt(24);
        if (dice < TroubledNodes.KINDS) {
            nodes.make(dice);
        } else if (dice == 8) {
            nodes.any().allocate("web-" + random.nextInt(20));
        } else if (dice == 9) {
            if (random.nextInt(10) == 0) {
                comeToRest();
            }
        } else {
            clients.get(random.nextInt(clients.size())).act();
        }
        nodes.turn();
    }

    /** Everything arrives and is known. Then each client that doesn't know its state looks it up. */
    private void comeToRest() {
        nodes.comeToRest();
        clients.forEach(Client::look);
        clients.replaceAll(client -> client.unsure ? new Client() : client);
    }

    private void observe() {
        List<Service> services = new ArrayList<>();
        for (Entry<Service> entry : nodes.truth.records(Space.DEFAULT).services()) {
            everStood.add(entry);
            for (Service other : services) {
                if (other.range().overlaps(entry.value().range())) {
                    nodes.fail(new AssertionError(other + " and " + entry.value() + " overlap"));
                }
            }
            services.add(entry.value());
        }
        moments.add(services);
    }

    /** A client with a service of a name that nobody else uses. It asks one thing at a time and remembers the answers. */
    private final class Client {
        private final Name name = new Name("service-" + named++);
        private @Nullable Service own;
        private boolean busy;
        private boolean unsure;

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
            follow(node.create(name, range.start(), range.end()), range, created -> {
                assertStood(created);
                assertThat(created.entry().value().range()).isEqualTo(range);
                own = created.entry().value();
            });
        }

        private void change(TestNode node, Service before) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean force = random.nextBoolean();
                    follow(
                            node.allocator.deleteService(node.caller(), TestNode.ref(name), force, Precondition.NONE),
                            null,
                            done -> own = null);
                }
                case 1 -> {
                    String text = "text " + random.nextInt();
                    ServiceChange described = new ServiceChange(true, text, null, null, null, null);
                    follow(
                            node.allocator.changeService(
                                    node.caller(), TestNode.ref(name), described, Precondition.NONE),
                            null,
                            changed -> {
                                assertStood(changed);
                                assertThat(changed.entry().value().description())
                                        .isEqualTo(text);
                                assertThat(changed.entry().value().range()).isEqualTo(before.range());
                                own = changed.entry().value();
                            });
                }
                default -> {
                    PortRange range = anyRange();
                    ServiceChange resized = new ServiceChange(false, null, range.start(), range.end(), null, null);
                    follow(
                            node.allocator.changeService(node.caller(), TestNode.ref(name), resized, Precondition.NONE),
                            range,
                            changed -> {
                                assertStood(changed);
                                assertThat(changed.entry().value().range()).isEqualTo(range);
                                own = changed.entry().value();
                            });
                }
            }
        }

        /** Several clients change one service at the same time. */
        private void describeEverybodys(TestNode node) {
            String text = "by " + name;
            ServiceChange change = new ServiceChange(true, text, null, null, null, null);
            follow(
                    node.allocator.changeService(node.caller(), TestNode.ref(DJANGO), change, Precondition.NONE),
                    null,
                    changed -> {
                        assertStood(changed);
                        assertThat(changed.entry().value().description()).isEqualTo(text);
                    });
        }

        private void assertStood(ServiceStatus told) {
            assertThat(everStood).contains(told.entry());
        }

        /** @param wanted the range that may be refused; null if none may be */
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
                assertThat(overlap.wanted()).isEqualTo(wanted);
                assertThat(overlap.inTheWay()).isNotEmpty();
                boolean stood = moments.subList(since, moments.size()).stream()
                        .anyMatch(services -> services.containsAll(overlap.inTheWay()));
                assertThat(stood)
                        .as("%s stood at one moment since %s asked", overlap.inTheWay(), name)
                        .isTrue();
            } else {
                throw new AssertionError(name + " was told " + refusal);
            }
        }

        private void check(String when) {
            Entry<Service> found = nodes.truth.records(Space.DEFAULT).service(name);
            assertThat(found == null ? null : found.value())
                    .as("%s %s", name, when)
                    .isEqualTo(own);
        }

        /** At rest, a client that knows its state is right. */
        void look() {
            if (!unsure) {
                assertThat(busy).as("%s still waits", name).isFalse();
                check("at rest");
            }
        }

        private PortRange anyRange() {
            int start = LOWEST + random.nextInt(PORTS);
            return new PortRange(start, start + random.nextInt(8));
        }
    }
}
