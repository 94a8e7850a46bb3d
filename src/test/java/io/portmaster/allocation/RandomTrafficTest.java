package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of two spaces ask two nodes at random, while mirrors fall behind, requests and replies get lost, and batches stand
 * still. No answer contradicts what the store holds at that moment, or held at some moment since the request came. Each client
 * has a name of its own in its space, so that it knows what its answers must be. The spaces have the same service, ports and
 * names.
 */
class RandomTrafficTest {
    private static final List<Space> SPACES = List.of(Space.DEFAULT, new Space("dc-2"));

    /** The number of clients in each space. */
    private static final int CLIENTS = 6;

    private static final int STEPS = 800;

    /** A small number of ports, so that the range is full now and then. */
    private static final PortRange NARROW = new PortRange(5000, 5003);

    private static final PortRange WIDE = new PortRange(5000, 5005);

    /** An offer lasts longer than a run. */
    private static final int TTL = 36_000;

    private final List<Client> clients = new ArrayList<>();
    private Random random;
    private TroubledNodes nodes;

    /** How many clients there have been, by space. */
    private final Map<Space, Integer> named = new HashMap<>();

    /** The number of changes of the records so far. */
    private long moment;

    /** The last moment at which the range had no free port, by space. */
    private final Map<Space, Long> lastFull = new HashMap<>();

    static LongStream seeds() {
        return TroubledNodes.seeds("RandomTrafficTest");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noAnswerContradictsTheStore(long seed) {
        random = new Random(seed);
        nodes = nodes();
        for (int i = 0; i < CLIENTS; i++) {
            SPACES.forEach(space -> clients.add(new Client(space)));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nodes.assertNothingFailed();
        }
        comeToRest();
        nodes.first.assertSound();
        assertThat(clients).allMatch(client -> !client.busy);
    }

    private TroubledNodes nodes() {
        TestNode first = new TestNode(TTL);
        SPACES.forEach(space -> first.await(first.create(new ServiceRef(space, DJANGO), NARROW)));
        return new TroubledNodes(first, random, Reason.LEASE_GONE, () -> {
            moment++;
            observe();
        });
    }

    private void step() {
        int dice = random.nextInt(20);
        if (dice < TroubledNodes.KINDS) {
            nodes.make(dice);
        } else if (dice == 8) {
            Space space = SPACES.get(random.nextInt(SPACES.size()));
            nodes.any().resize(new ServiceRef(space, DJANGO), random.nextBoolean() ? NARROW : WIDE);
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
        clients.replaceAll(client -> client.isLost() ? new Client(client.service.space()) : client);
    }

    private void observe() {
        for (Space space : SPACES) {
            SpaceRecords records = nodes.truth.records(space);
            Entry<Service> django = Objects.requireNonNull(records.service(DJANGO));
            if (records.counts(django.value()).free() == 0) {
                lastFull.put(space, moment);
            }
        }
    }

    /** Asks one thing at a time, under one name of a service, and remembers the answers. */
    private final class Client {
        private final ServiceRef service;
        private final Name name;
        private @Nullable State state;
        private int port;
        private @Nullable Secret secret;
        private @Nullable Secret former;
        private boolean busy;
        private boolean unsure;

        Client(Space space) {
            this.service = new ServiceRef(space, DJANGO);
            this.name = new Name("client-" + named.merge(space, 1, Integer::sum));
        }

        boolean isLost() {
            return unsure || busy;
        }

        void act() {
            if (busy || unsure) {
                return;
            }
            TestNode node = nodes.any();
            if (state == null) {
                askForAPort(node);
            } else if (state == State.OFFERED) {
                decide(node);
            } else {
                giveBack(node);
            }
        }

        private void askForAPort(TestNode node) {
            switch (random.nextInt(8)) {
                case 0 -> mustBeRefused(release(node), Refusal.PortNotFound.class);
                case 1 -> {
                    if (former != null) {
                        mustBeRefused(node.accept(service, former), Refusal.OfferNotFound.class);
                    }
                }
                default -> {
                    boolean atOnce = random.nextBoolean();
                    String key = random.nextBoolean() ? null : "key-" + random.nextLong();
                    expect(node.offer(service, name, atOnce, key), granted -> {
                        state = granted.entry().value().state();
                        port = granted.entry().value().port();
                        secret = granted.secret();
                        assertThat(state).isEqualTo(atOnce ? State.ALLOCATED : State.OFFERED);
                        assertThat(truth().value().receipt().secretSha256())
                                .isEqualTo(granted.secret().sha256());
                        assertThat(truth()).isEqualTo(granted.entry());
                    });
                }
            }
        }

        private void decide(TestNode node) {
            Secret shown = Objects.requireNonNull(secret);
            switch (random.nextInt(4)) {
                case 0 -> mustBeRefused(node.offer(service, name, false, null), Refusal.NameTaken.class);
                case 1 -> expect(node.reject(service, shown), done -> ended());
                default ->
                    expect(node.accept(service, shown), accepted -> {
                        state = State.ALLOCATED;
                        assertThat(truth()).isEqualTo(accepted.entry());
                    });
            }
        }

        private void giveBack(TestNode node) {
            switch (random.nextInt(5)) {
                case 0 -> mustBeRefused(node.offer(service, name, true, null), Refusal.NameTaken.class);
                case 1 ->
                    mustBeRefused(node.reject(service, Objects.requireNonNull(secret)), Refusal.OfferAccepted.class);
                case 2 -> expect(node.release(service, new PortReference.ByNumber(port)), done -> ended());
                default -> expect(release(node), done -> ended());
            }
        }

        private CompletableFuture<Void> release(TestNode node) {
            return node.release(service, new PortReference.ByName(name));
        }

        private void ended() {
            state = null;
            former = secret;
            secret = null;
            check("at the end of its port");
        }

        private <T> void expect(CompletableFuture<T> request, Consumer<T> onYes) {
            follow(request, onYes, null);
        }

        private void mustBeRefused(CompletableFuture<?> request, Class<? extends Refusal> kind) {
            follow(
                    request,
                    answer -> {
                        throw new AssertionError(this + " was told " + answer + " instead of " + kind);
                    },
                    kind);
        }

        private <T> void follow(
                CompletableFuture<T> request, Consumer<T> onYes, @Nullable Class<? extends Refusal> expected) {
            busy = true;
            observe();
            long since = moment;
            request.whenComplete((answer, error) -> {
                busy = false;
                try {
                    if (error == null) {
                        onYes.accept(answer);
                    } else {
                        refused(TroubledNodes.refusal(error), expected, since);
                    }
                } catch (AssertionError e) {
                    nodes.fail(e);
                }
            });
        }

        private void refused(Refusal refusal, @Nullable Class<? extends Refusal> expected, long since) {
            if (refusal instanceof Refusal.OutcomeUnknown) {
                unsure = true;
            } else if (refusal instanceof Refusal.StoreUnavailable || refusal instanceof Refusal.Contended) {
                // Nothing has happened, and nothing will: the client's knowledge stays, and is checked as before.
                check("after " + refusal);
            } else if (refusal instanceof Refusal.RangeExhausted) {
                assertThat(lastFull.getOrDefault(service.space(), -1L))
                        .as("the range was full since %s asked", this)
                        .isGreaterThanOrEqualTo(since);
            } else {
                assertThat(refusal.getClass()).as("what %s is told", this).isEqualTo(expected);
            }
        }

        private void check(String when) {
            String expected = state == null ? null : state + " " + name;
            List<String> held = nodes.first.holders(service.space()).values().stream()
                    .filter(holder -> holder.endsWith(" " + name))
                    .toList();
            assertThat(held).as("%s %s", this, when).isEqualTo(expected == null ? List.of() : List.of(expected));
        }

        private Entry<Holding> truth() {
            return nodes.first.holding(new Key.PortKey(service.space(), port));
        }

        /** Checks that a client at rest is right about its state, if it knows that. */
        void look() {
            if (!unsure) {
                assertThat(busy).as("%s still waits", this).isFalse();
                check("at rest");
            }
        }

        @Override
        public String toString() {
            return name + " of " + service;
        }
    }
}
