package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.registry.SpaceRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients accept onto leases that end, move what they have, reject ports as busy, take other ones and release, while operators
 * change the delays and end coolings. They ask two nodes at random, whose mirrors fall behind, whose requests and replies get
 * lost, and whose batches stand still. No change of the records breaks a promise, and no answer contradicts what the store holds
 * at that moment.
 */
class RandomEndingsTest {
    private static final int CLIENTS = 6;
    private static final int STEPS = 300;
    private static final PortRange RANGE = new PortRange(5000, 5011);

    /** An offer lasts longer than a run. */
    private static final int TTL = 36_000;

    private static final int LINGER = 30;

    private final List<Client> clients = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();

    /** Ports whose cooling an operator ends, or may have ended: once for each time that one has asked. */
    private final List<Integer> ended = new ArrayList<>();

    private final Record[] before = new Record[RANGE.size()];
    private Random random;
    private TroubledNodes nodes;
    private Prepared prepared;
    private int named;

    /** What stood at a port at some moment. */
    private record Record(
            @Nullable Entry<Holding> holding, @Nullable Cooling cooling) {}

    static LongStream seeds() {
        return TroubledNodes.seeds("RandomEndingsTest");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPromiseIsBroken(long seed) {
        random = new Random(seed);
        TestNode first = new TestNode(TTL).withDjango(RANGE.start(), RANGE.end());
        prepared = new Prepared(first);
        java.util.Arrays.fill(before, new Record(null, null));
        nodes = new TroubledNodes(first, random, Reason.LEASE_GONE, this::observe);
        newLease(0);
        newLease(1);
        IntStream.range(0, CLIENTS).forEach(i -> clients.add(new Client()));
        for (int step = 0; step < STEPS; step++) {
            step();
            nodes.turn();
            nodes.assertNothingFailed();
        }
        comeToRest();
        assertThat(clients).allMatch(client -> !client.asking);
    }

    private void newLease(int at) {
        Lease lease = prepared.lease(Lease.random(random), LINGER);
        if (at < leases.size()) {
            leases.set(at, lease);
        } else {
            leases.add(lease);
        }
    }

    private void step() {
        int dice = random.nextInt(24);
        if (dice < TroubledNodes.KINDS) {
            nodes.make(dice);
        } else if (dice == 8) {
            changeDelays(nodes.any());
        } else if (dice == 9) {
            endCooling(nodes.any());
        } else if (dice == 10) {
            if (random.nextInt(8) == 0) {
                comeToRest();
            }
        } else {
            clients.get(random.nextInt(clients.size())).act();
        }
    }

    private void changeDelays(TestNode node) {
        node.change(new ServiceChange(
                false, null, null, null, null, null, random.nextInt(3), random.nextInt(3), false, null, null, null));
    }

    private void endCooling(TestNode node) {
        int port = RANGE.start() + random.nextInt(RANGE.size());
        ended.add(port);
        node.allocator
                .endCooling(node.caller(), TestNode.ref(DJANGO), port, Precondition.NONE)
                .whenComplete((done, error) -> {
                    boolean unknown = error != null && TroubledNodes.refusal(error) instanceof Refusal.OutcomeUnknown;
                    if (!unknown) {
                        ended.remove(Integer.valueOf(port));
                    }
                });
    }

    /** Waits until all requests are answered, checks what the clients know, and ends a lease now and then. */
    private void comeToRest() {
        nodes.comeToRest();
        ended.clear();
        clients.forEach(Client::look);
        nodes.first.assertSound();
        if (random.nextBoolean()) {
            int at = random.nextInt(leases.size());
            Lease lease = leases.get(at);
            nodes.first.records.revoke(lease);
            clients.forEach(client -> client.leaseEnded(lease));
            newLease(at);
        }
        clients.replaceAll(client -> client.unsure || client.asking ? new Client() : client);
    }

    // What no change of the records may do.

    private void observe() {
        try {
            SpaceRecords records = nodes.truth.records(Space.DEFAULT);
            for (int port = RANGE.start(); port <= RANGE.end(); port++) {
                Entry<Cooling> cooling = records.cooling(port);
                Record now = new Record(records.holding(port), cooling == null ? null : cooling.value());
                compare(port, before[port - RANGE.start()], now);
                before[port - RANGE.start()] = now;
            }
            groupsAreWhole(records);
        } catch (AssertionError e) {
            nodes.fail(e);
        }
    }

    private void compare(int port, Record was, Record is) {
        Entry<Holding> held = is.holding();
        if (was.holding() == null && held != null && was.cooling() != null) {
            Holding owner = held.value();
            assertThat(was.cooling().allows(owner.service(), owner.name()))
                    .as("port %s cools, and is given to %s: %s", port, owner.name(), was.cooling())
                    .isTrue();
        }
        boolean released = was.holding() != null && was.holding().value() instanceof Allocation && held == null;
        if (released
                && nodes.truth.records(Space.DEFAULT).service(DJANGO).value().reuseDelay() > 0) {
            assertThat(is.cooling()).as("port %s cools after its release", port).isNotNull();
        }
        boolean accepted = held != null && held.value() instanceof Allocation;
        if (was.cooling() != null && !was.cooling().equals(is.cooling()) && !accepted && !released) {
            coolingEnded(port, was.cooling(), is.cooling());
        }
    }

    /** A cooling ends in time, or gives way to one that is no shorter. */
    private void coolingEnded(int port, Cooling was, @Nullable Cooling is) {
        if (is != null) {
            assertThat(is.reason()).isEqualTo(Cooling.Reason.BUSY);
            assertThat(is.delay()).as("the delay of port %s", port).isGreaterThanOrEqualTo(was.delay());
        } else if (!ended.contains(port)) {
            assertThat(was.until())
                    .as("the end of the cooling of port %s", port)
                    .isNotNull();
            assertThat(nodes.first.loop.now()).isAfterOrEqualTo(was.until());
        }
    }

    private void groupsAreWhole(SpaceRecords records) {
        for (Client client : clients) {
            List<Entry<Holding>> group =
                    client.secret == null ? List.of() : records.holdingsBySecret(DJANGO, client.secret);
            if (group.stream().anyMatch(entry -> entry.value().state() == State.OFFERED)) {
                assertThat(group).as("the offers of %s", client).hasSize(client.names.size());
                assertThat(group)
                        .extracting(Entry::modRevision)
                        .containsOnly(group.get(0).modRevision());
            }
        }
    }

    /** Asks one thing at a time, for one name or two, and remembers the answers. */
    private final class Client {
        private final List<Name> names;
        private List<? extends Entry<? extends Holding>> entries = List.of();
        private @Nullable Secret secret;
        private boolean asking;
        private boolean unsure;

        Client() {
            String name = "client-" + ++named;
            this.names = random.nextBoolean()
                    ? List.of(new Name(name))
                    : List.of(new Name(name + ".http"), new Name(name + ".admin"));
        }

        void act() {
            if (asking || unsure) {
                return;
            }
            TestNode node = nodes.any();
            if (entries.isEmpty()) {
                ask(node);
            } else if (entries.get(0).value().state() == State.OFFERED) {
                decide(node, Objects.requireNonNull(secret));
            } else {
                keep(node, Objects.requireNonNull(secret));
            }
        }

        private void ask(TestNode node) {
            OfferRequest request = new OfferRequest(
                    TestNode.ref(DJANGO),
                    names.size() == 1 ? OfferedNames.single(names.get(0)) : OfferedNames.group(names, false),
                    PortWish.ANY,
                    false,
                    null,
                    null,
                    Labels.EMPTY,
                    LeaseWish.UNCHANGED,
                    Precondition.NONE);
            expect(node.allocator.offer(node.caller(), request), this::granted, Refusal.RangeExhausted.class);
        }

        private void granted(Granted granted) {
            secret = granted.secret();
            entries = granted.entries();
            check("after a grant");
        }

        private void decide(TestNode node, Secret shown) {
            switch (random.nextInt(5)) {
                case 0 -> reject(node, shown, Set.of());
                case 1 -> reject(node, shown, busy());
                case 2 ->
                    expect(
                            node.reject(TestNode.ref(DJANGO), shown, new Rejection(busy(), true), Precondition.NONE),
                            next -> granted(next.orElseThrow()),
                            Refusal.RangeExhausted.class);
                case 3 -> accept(node, shown, LeaseWish.UNCHANGED, Precondition.NONE, Refusal.Contended.class);
                default -> accept(node, shown, onLease(), Precondition.NONE, Refusal.Contended.class);
            }
        }

        private void reject(TestNode node, Secret shown, Set<Integer> busy) {
            expect(
                    node.reject(TestNode.ref(DJANGO), shown, new Rejection(busy, false), Precondition.NONE),
                    done -> {
                        ended();
                        check("after a reject");
                    },
                    Refusal.Contended.class);
        }

        /** Some of the ports, at least one. */
        private Set<Integer> busy() {
            int first = entries.get(0).value().port();
            return names.size() == 1 || random.nextBoolean()
                    ? Set.of(first)
                    : Set.of(first, entries.get(1).value().port());
        }

        private LeaseWish onLease() {
            return new LeaseWish.On(leases.get(random.nextInt(leases.size())));
        }

        private void keep(TestNode node, Secret shown) {
            LeaseWish wish = random.nextInt(3) == 0 ? new LeaseWish.OnNone() : onLease();
            switch (random.nextInt(5)) {
                case 0 -> accept(node, shown, wish, Precondition.NONE, Refusal.OnOtherLease.class);
                case 1, 2 -> {
                    Precondition seen = new Precondition(Set.of(entries.get(0).modRevision()));
                    accept(node, shown, wish, seen, Refusal.Contended.class);
                }
                default -> release(node);
            }
        }

        private void accept(
                TestNode node,
                Secret shown,
                LeaseWish wish,
                Precondition precondition,
                Class<? extends Refusal> possible) {
            List<Lease> former = entries.stream().map(this::leaseOf).toList();
            expect(
                    node.allocator.accept(node.caller(), Prepared.accept(shown, wish, precondition)),
                    accepted -> {
                        entries = accepted.entries();
                        check("after an accept");
                        Lease expected = wish instanceof LeaseWish.On on
                                ? on.lease()
                                : wish instanceof LeaseWish.OnNone ? null : former.get(0);
                        assertThat(leaseOf(entries.get(0)))
                                .as("the lease of %s", this)
                                .isEqualTo(expected);
                        assertThat(accepted.revision())
                                .isEqualTo(prepared.acceptedAt(
                                        entries.get(0).value().name().value()));
                    },
                    possible);
        }

        private @Nullable Lease leaseOf(Entry<? extends Holding> entry) {
            return entry.value() instanceof Allocation allocation ? allocation.lease() : null;
        }

        private void release(TestNode node) {
            Entry<? extends Holding> last = entries.get(entries.size() - 1);
            PortReference port = random.nextBoolean()
                    ? new PortReference.ByNumber(last.value().port())
                    : new PortReference.ByName(last.value().name());
            expect(
                    node.release(TestNode.ref(DJANGO), port),
                    done -> {
                        entries = entries.subList(0, entries.size() - 1);
                        check("after a release");
                    },
                    Refusal.Contended.class);
        }

        private void ended() {
            entries = List.of();
            secret = null;
        }

        void leaseEnded(Lease lease) {
            if (entries.stream().anyMatch(entry -> lease.equals(leaseOf(entry)))) {
                ended();
            }
        }

        private <T> void expect(CompletableFuture<T> request, Consumer<T> onYes, Class<? extends Refusal> possible) {
            asking = true;
            request.whenComplete((answer, error) -> {
                asking = false;
                try {
                    if (error == null) {
                        onYes.accept(answer);
                    } else {
                        refused(TroubledNodes.refusal(error), possible);
                    }
                } catch (AssertionError e) {
                    nodes.fail(e);
                }
            });
        }

        private void refused(Refusal refusal, Class<? extends Refusal> possible) {
            if (refusal instanceof Refusal.OutcomeUnknown) {
                unsure = true;
                return;
            }
            if (!(refusal instanceof Refusal.StoreUnavailable) && !(refusal instanceof Refusal.Contended)) {
                assertThat(refusal.getClass()).as("what %s is told", this).isEqualTo(possible);
            }
            check("after " + refusal);
        }

        /** The store has what the client knows, under the client's names. */
        private void check(String when) {
            List<Entry<Holding>> held = new ArrayList<>();
            for (Entry<Holding> entry : nodes.truth.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.OFFERED)) {
                held.add(entry);
            }
            for (Entry<Holding> entry :
                    nodes.truth.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.ALLOCATED)) {
                held.add(entry);
            }
            held.removeIf(entry -> !names.contains(entry.value().name()));
            assertThat(held).as("%s %s", this, when).containsExactlyInAnyOrderElementsOf(List.copyOf(known()));
        }

        private List<Entry<Holding>> known() {
            List<Entry<Holding>> known = new ArrayList<>();
            entries.forEach(entry -> known.add(Objects.requireNonNull(entry.as(Holding.class))));
            return known;
        }

        void look() {
            if (!unsure) {
                assertThat(asking).as("%s still waits", this).isFalse();
                check("at rest");
            }
        }

        @Override
        public String toString() {
            return names.toString();
        }
    }
}
