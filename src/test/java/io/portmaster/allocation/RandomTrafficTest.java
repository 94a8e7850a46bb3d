package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.Registry;
import io.portmaster.registry.RevisionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients ask two nodes at random while mirrors fall behind, requests and replies get lost, and batches stand still: no
 * answer contradicts what the store holds at that moment, or held at some moment since the request came. Each client has a
 * name of its own, so that it knows what its answers must be.
 */
class RandomTrafficTest {
    private static final int CLIENTS = 6;
    private static final int STEPS = 400;

    /** So few ports that the range is full now and then. */
    private static final PortRange NARROW = new PortRange(5000, 5003);

    private static final PortRange WIDE = new PortRange(5000, 5005);

    /** Longer than a run. */
    private static final int TTL = 36_000;

    private final List<Client> clients = new ArrayList<>();
    private final List<ScriptedStore.Held> held = new ArrayList<>();
    private TestNode first = new TestNode(TTL);
    private List<TestNode> nodes = List.of();
    private Random random = new Random();
    private int named;

    /** Shows the truth at every moment. */
    private Registry truth = new Registry();

    /** Counts changes of the truth. */
    private long moment;

    private long lastFull = -1;

    private @Nullable AssertionError failure;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        System.out.println("RandomTrafficTest: fresh seeds from " + fresh);
        int count = Integer.getInteger("portmaster.seeds", 100);
        return LongStream.concat(LongStream.range(0, 200), LongStream.range(fresh, fresh + count));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noAnswerContradictsTheStore(long seed) {
        random = new Random(seed);
        first = new TestNode(TTL).withDjango(NARROW.start(), NARROW.end());
        nodes = List.of(first, first.rival());
        watchTheTruth();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client());
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            if (failure != null) {
                throw failure;
            }
        }
        comeToRest();
        first.assertSound();
        assertThat(clients).allMatch(client -> !client.busy);
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> anyNode().records.pauseMirror();
            case 1, 2 -> anyNode().records.stepMirror();
            case 3 -> anyNode().records.resumeMirror();
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    mishap(anyNode().store);
                }
            }
            case 5 -> settle(anyNode());
            case 6 -> {
                if (!held.isEmpty()) {
                    letThrough(held.remove(random.nextInt(held.size())));
                }
            }
            case 7 -> first.advance(random.nextInt(400));
            case 8 -> {
                PortRange range = random.nextBoolean() ? NARROW : WIDE;
                anyNode().resize(range.start(), range.end());
            }
            case 9 -> {
                if (random.nextInt(10) == 0) {
                    comeToRest();
                }
            }
            default -> clients.get(random.nextInt(clients.size())).act();
        }
        turnLoop(random.nextInt(8));
    }

    private void mishap(ScriptedStore store) {
        switch (random.nextInt(5)) {
            case 0 -> store.loseReply();
            case 1 -> store.loseRequest();
            case 2 -> store.refuse(Reason.FENCED);
            case 3 -> store.refuse(Reason.LEASE_GONE);
            default -> held.add(store.hold());
        }
    }

    private void letThrough(ScriptedStore.Held batch) {
        if (!batch.wasSent()) {
            held.add(batch);
        } else if (random.nextBoolean()) {
            batch.letThrough();
        } else {
            batch.loseReply();
        }
    }

    private void settle(TestNode node) {
        node.store.settle();
    }

    /** Everything arrives and everything is known; then who did not know looks for itself. */
    private void comeToRest() {
        for (int round = 0; round < 8; round++) {
            List<ScriptedStore.Held> sent =
                    held.stream().filter(ScriptedStore.Held::wasSent).toList();
            held.removeAll(sent);
            sent.forEach(ScriptedStore.Held::letThrough);
            nodes.forEach(this::settle);
            first.advance(1_000);
        }
        if (failure != null) {
            throw failure;
        }
        clients.forEach(Client::look);
        clients.replaceAll(client -> client.isLost() ? new Client() : client);
    }

    private void turnLoop(int turns) {
        for (int i = 0; i < turns && first.loop.runOne(); i++) {
            // It has run.
        }
    }

    private void watchTheTruth() {
        first.records.sibling(truth);
        truth.addRevisionListener(new RevisionListener() {
            @Override
            public void advanced(long revision) {
                moment++;
                observe();
            }

            @Override
            public void replaced() {}
        });
    }

    private void observe() {
        PortRange range = Objects.requireNonNull(truth.records(Space.DEFAULT).service(DJANGO))
                .value()
                .range();
        if (truth.records(Space.DEFAULT).counts(range).free() == 0) {
            lastFull = moment;
        }
    }

    private TestNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Somebody with a name, who asks one thing at a time and remembers the answers. */
    private final class Client {
        private final Name name = new Name("client-" + named++);
        private @Nullable State state;
        private int port;
        private @Nullable Secret secret;
        private @Nullable Secret former;
        private boolean busy;
        private boolean unsure;

        boolean isLost() {
            return unsure || busy;
        }

        void act() {
            if (busy || unsure) {
                return;
            }
            TestNode node = anyNode();
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
                case 0 -> mustBeRefused(node.release(name.value()), Refusal.PortNotFound.class);
                case 1 -> {
                    if (former != null) {
                        mustBeRefused(node.accept(former), Refusal.OfferNotFound.class);
                    }
                }
                default -> {
                    boolean atOnce = random.nextBoolean();
                    String key = random.nextBoolean() ? null : "key-" + random.nextLong();
                    expect(
                            node.allocator.offer(
                                    node.caller(), new OfferRequest(TestNode.ref(DJANGO), name, atOnce, key)),
                            granted -> {
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
                case 0 -> mustBeRefused(node.offer(name.value()), Refusal.NameTaken.class);
                case 1 -> expect(node.reject(shown), done -> ended());
                default ->
                    expect(node.accept(shown), accepted -> {
                        state = State.ALLOCATED;
                        assertThat(truth()).isEqualTo(accepted.entry());
                    });
            }
        }

        private void giveBack(TestNode node) {
            switch (random.nextInt(5)) {
                case 0 -> mustBeRefused(node.allocate(name.value()), Refusal.NameTaken.class);
                case 1 -> mustBeRefused(node.reject(Objects.requireNonNull(secret)), Refusal.OfferAccepted.class);
                case 2 -> expect(node.release(port), done -> ended());
                default -> expect(node.release(name.value()), done -> ended());
            }
        }

        private void ended() {
            state = null;
            former = secret;
            secret = null;
            assertThat(first.holders().values()).noneMatch(holder -> holder.endsWith(" " + name));
        }

        private <T> void expect(CompletableFuture<T> request, Consumer<T> onYes) {
            follow(request, onYes, null);
        }

        private void mustBeRefused(CompletableFuture<?> request, Class<? extends Refusal> kind) {
            follow(
                    request,
                    answer -> {
                        throw new AssertionError(name + " was told " + answer + " instead of " + kind);
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
                        refused(refusal(error), expected, since);
                    }
                } catch (AssertionError e) {
                    // A future would keep it to itself.
                    failure = failure == null ? e : failure;
                }
            });
        }

        private void refused(Refusal refusal, @Nullable Class<? extends Refusal> expected, long since) {
            if (refusal instanceof Refusal.OutcomeUnknown) {
                unsure = true;
            } else if (refusal instanceof Refusal.StoreUnavailable || refusal instanceof Refusal.Contended) {
                // Nothing has happened, and nothing of it will: what is known stays known, and is checked as ever.
                check("after " + refusal);
            } else if (refusal instanceof Refusal.RangeExhausted) {
                assertThat(lastFull)
                        .as("the range was full since %s asked", name)
                        .isGreaterThanOrEqualTo(since);
            } else {
                assertThat(refusal.getClass()).as("what %s is told", name).isEqualTo(expected);
            }
        }

        private void check(String when) {
            String expected = state == null ? null : state + " " + name;
            List<String> held = first.holders().values().stream()
                    .filter(holder -> holder.endsWith(" " + name))
                    .toList();
            assertThat(held).as("%s %s", name, when).isEqualTo(expected == null ? List.of() : List.of(expected));
        }

        private Entry<Holding> truth() {
            return first.holding(port);
        }

        /** At rest a client who knows what it has is right. */
        void look() {
            if (!unsure) {
                assertThat(busy).as("%s still waits", name).isFalse();
                check("at rest");
            }
        }

        private static Refusal refusal(Throwable error) {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (cause instanceof RefusedException refused) {
                return refused.refusal();
            }
            throw new AssertionError("a fault", cause);
        }
    }
}
