package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks one thing at a time, for names that nobody else asks for, and remembers the answers. So it knows what each answer must
 * be.
 */
final class TrafficClient {
    /** Ports around those of the service. */
    private static final int FIRST_PORT = 4999;

    private static final int LAST_PORT = 5014;

    private final ServiceRef service;
    private final List<Name> names;
    private final boolean group;
    private final Random random;
    private final TroubledNodes nodes;

    /** What the client has: nothing, offers, or allocations. Of a group of allocations some may have gone. */
    private List<? extends Entry<? extends Holding>> held = List.of();

    /** The request that the client has its ports from. Null if it has none. */
    private @Nullable OfferRequest origin;

    private @Nullable Secret secret;
    private @Nullable Secret former;

    /** All ports that the client has ever had. Those that cool may come back to it, also reserved ones. */
    private final Set<Integer> had = new HashSet<>();

    private boolean busy;
    private boolean unsure;

    /** The refusals that the records of one moment justify, for the request that is under way. */
    private Function<Availability, Set<Class<? extends Refusal>>> possible = now -> Set.of();

    /** The refusals that the records of some moment since the request came justify. */
    private final Set<Class<? extends Refusal>> excused = new HashSet<>();

    TrafficClient(ServiceRef service, String name, Random random, TroubledNodes nodes) {
        this.service = service;
        this.random = random;
        this.nodes = nodes;
        int size = random.nextInt(4);
        this.group = size > 0;
        this.names = group
                ? IntStream.range(0, size)
                        .mapToObj(i -> new Name(name + "." + i))
                        .toList()
                : List.of(new Name(name));
    }

    ServiceRef service() {
        return service;
    }

    boolean isBusy() {
        return busy;
    }

    /** Whether the client can't know what it has. */
    boolean isLost() {
        return unsure || busy;
    }

    /** Remembers what the records of this moment would excuse. */
    void observe(Availability now) {
        if (busy) {
            excused.addAll(possible.apply(now));
        }
    }

    /** Asks for something, unless an answer is still to come. */
    void act(Availability now, Lease lease) {
        if (isLost()) {
            return;
        }
        TestNode node = nodes.any();
        if (held.isEmpty()) {
            haveNothing(node, now, lease);
        } else if (state() == State.OFFERED) {
            haveOffers(node, now, lease);
        } else {
            haveAllocations(node, now, lease);
        }
    }

    private State state() {
        return held.get(0).value().state();
    }

    private void haveNothing(TestNode node, Availability now, Lease lease) {
        int dice = random.nextInt(10);
        if (dice == 0) {
            mustBeRefused(now, release(node, names.get(0)), Refusal.PortNotFound.class);
        } else if (dice == 1 && former != null) {
            mustBeRefused(now, node.accept(service, former), Refusal.OfferNotFound.class);
        } else {
            ask(node, now, lease);
        }
    }

    private void haveOffers(TestNode node, Availability now, Lease lease) {
        Secret shown = Objects.requireNonNull(secret);
        switch (random.nextInt(10)) {
            case 0 -> mustBeRefused(now, node.offer(service, anyName(), false, null), Refusal.NameTaken.class);
            case 1 -> repeat(node, now);
            case 2 -> expect(now, node.reject(service, shown), done -> ended());
            case 3 -> expect(now, reject(node, shown, somePorts(), false), done -> ended());
            case 4 -> next(node, now, shown, somePorts());
            case 5 ->
                expect(
                        now,
                        node.allocator.withdraw(node.caller(), service, reference(held.get(0)), Precondition.NONE),
                        done -> ended());
            case 6, 7 -> accept(node, now, shown, new LeaseWish.On(lease), Precondition.NONE);
            default -> accept(node, now, shown, LeaseWish.UNCHANGED, Precondition.NONE);
        }
    }

    private void haveAllocations(TestNode node, Availability now, Lease lease) {
        Secret shown = Objects.requireNonNull(secret);
        LeaseWish wish = random.nextInt(3) == 0 ? new LeaseWish.OnNone() : new LeaseWish.On(lease);
        switch (random.nextInt(12)) {
            case 0 -> mustBeRefused(now, node.offer(service, heldName(), true, null), Refusal.NameTaken.class);
            case 1 -> mustBeRefused(now, node.reject(service, shown), Refusal.OfferAccepted.class);
            case 2 -> accept(node, now, shown, LeaseWish.UNCHANGED, Precondition.NONE);
            case 3 -> repeat(node, now);
            case 4 -> accept(node, now, shown, wish, Precondition.NONE);
            case 5, 6 -> accept(node, now, shown, wish, asSeen());
            case 7, 8 -> moveByKey(node, now, wish);
            default -> {
                Entry<? extends Holding> last = held.get(held.size() - 1);
                expect(now, node.release(service, reference(last)), done -> {
                    held = held.subList(0, held.size() - 1);
                    check("after a release");
                    if (held.isEmpty()) {
                        ended();
                    }
                });
            }
        }
    }

    // What it asks for.

    private void ask(TestNode node, Availability now, Lease lease) {
        boolean atOnce = random.nextBoolean();
        OfferRequest request = new OfferRequest(
                service,
                group ? OfferedNames.group(names, random.nextInt(4) == 0) : OfferedNames.single(names.get(0)),
                wish(),
                atOnce,
                random.nextBoolean() ? null : "key-" + random.nextLong(),
                null,
                Labels.EMPTY,
                atOnce && random.nextBoolean() ? new LeaseWish.On(lease) : LeaseWish.UNCHANGED,
                Precondition.NONE);
        expect(
                now,
                node.allocator.offer(node.caller(), request),
                granted -> {
                    origin = request;
                    Set<Integer> formerPorts = Set.copyOf(had);
                    granted(granted);
                    isAsAsked(request, formerPorts);
                },
                moment -> refusals(request, moment));
    }

    private PortWish wish() {
        Set<Integer> exclude = random.nextInt(4) == 0 ? Set.of(anyPort(), anyPort() + 100) : Set.of();
        if (group || random.nextInt(3) > 0) {
            return new PortWish(null, false, exclude);
        }
        int port = anyPort();
        return new PortWish(port, random.nextBoolean(), exclude.contains(port) ? Set.of() : exclude);
    }

    private int anyPort() {
        return FIRST_PORT + random.nextInt(LAST_PORT - FIRST_PORT + 1);
    }

    /** Asks the same once more. Without a key it is another request of the same names. */
    private void repeat(TestNode node, Availability now) {
        OfferRequest request = Objects.requireNonNull(origin);
        CompletableFuture<Granted> repeated = node.allocator.offer(node.caller(), request);
        if (request.idempotencyKey() == null || held.size() < names.size()) {
            mustBeRefused(now, repeated, Refusal.NameTaken.class);
            return;
        }
        boolean elsewhere =
                request.lease() instanceof LeaseWish.On on && !on.lease().equals(lease());
        if (elsewhere) {
            mustBeRefused(now, repeated, Refusal.OnOtherLease.class);
            return;
        }
        expect(now, repeated, granted -> {
            assertThat(granted.replayed()).isTrue();
            assertThat(granted.secret()).isEqualTo(secret);
            granted(granted);
        });
    }

    private void moveByKey(TestNode node, Availability now, LeaseWish wish) {
        OfferRequest first = Objects.requireNonNull(origin);
        if (first.idempotencyKey() == null || !first.acceptAtOnce() || held.size() < names.size()) {
            return;
        }
        OfferRequest move = new OfferRequest(
                service,
                first.names(),
                first.ports(),
                true,
                first.idempotencyKey(),
                null,
                Labels.EMPTY,
                wish,
                asSeen());
        expect(
                now,
                node.allocator.offer(node.caller(), move),
                granted -> {
                    granted(granted);
                    assertThat(lease()).isEqualTo(wish instanceof LeaseWish.On on ? on.lease() : null);
                },
                moment -> refusals(wish));
    }

    private void accept(TestNode node, Availability now, Secret shown, LeaseWish wish, Precondition precondition) {
        Lease before = state() == State.OFFERED ? null : lease();
        Lease wanted = wish instanceof LeaseWish.On on ? on.lease() : wish instanceof LeaseWish.OnNone ? null : before;
        boolean moves = state() == State.ALLOCATED && !Objects.equals(before, wanted);
        CompletableFuture<Accepted> accept =
                node.allocator.accept(node.caller(), new AcceptRequest(service, shown, wish, precondition));
        if (moves && precondition.equals(Precondition.NONE)) {
            mustBeRefused(now, accept, Refusal.OnOtherLease.class);
            return;
        }
        boolean accepted = state() == State.ALLOCATED;
        expect(
                now,
                accept,
                answer -> {
                    // A node that has missed the former accept may send one, whose outcome it never learns: then it
                    // takes
                    // the former one for its own.
                    assertThat(answer.replayed() && (moves || !accepted)).isFalse();
                    held = answer.entries();
                    check("after an accept");
                    assertThat(lease()).as("the lease of %s", this).isEqualTo(wanted);
                },
                moment -> refusals(wish));
    }

    private void next(TestNode node, Availability now, Secret shown, Set<Integer> ports) {
        if (Objects.requireNonNull(origin).names().consecutive()) {
            mustBeRefused(now, reject(node, shown, ports, true), Refusal.NextOfNeighbours.class);
            return;
        }
        expect(
                now,
                node.reject(service, shown, new Rejection(ports, true), Precondition.NONE),
                next -> {
                    granted(next.orElseThrow());
                    assertThat(held).extracting(entry -> entry.value().port()).doesNotContainAnyElementsOf(ports);
                },
                moment -> moment.free(ports).size() < ports.size() ? Set.of(Refusal.RangeExhausted.class) : Set.of());
    }

    private CompletableFuture<?> reject(TestNode node, Secret shown, Set<Integer> ports, boolean next) {
        return node.reject(service, shown, new Rejection(ports, next), Precondition.NONE);
    }

    private CompletableFuture<Void> release(TestNode node, Name name) {
        return node.release(service, new PortReference.ByName(name));
    }

    /** Some of the ports, at least one. */
    private Set<Integer> somePorts() {
        Set<Integer> some = new HashSet<>();
        held.subList(0, 1 + random.nextInt(held.size()))
                .forEach(entry -> some.add(entry.value().port()));
        return some;
    }

    private PortReference reference(Entry<? extends Holding> entry) {
        return random.nextBoolean()
                ? new PortReference.ByNumber(entry.value().port())
                : new PortReference.ByName(entry.value().name());
    }

    private Name anyName() {
        return names.get(random.nextInt(names.size()));
    }

    private Name heldName() {
        return held.get(random.nextInt(held.size())).value().name();
    }

    private Precondition asSeen() {
        return new Precondition(Set.of(held.get(0).modRevision()));
    }

    /** The lease that the allocations are on. Null for none. */
    private @Nullable Lease lease() {
        return held.get(0).value() instanceof Allocation allocation ? allocation.lease() : null;
    }

    // What may be refused.

    private Set<Class<? extends Refusal>> refusals(OfferRequest request, Availability moment) {
        Set<Class<? extends Refusal>> refusals = new HashSet<>(refusals(request.lease()));
        Set<Integer> exclude = request.ports().exclude();
        Integer port = request.ports().port();
        if (port != null && !request.ports().fallback()) {
            if (!moment.owns(port)) {
                refusals.add(Refusal.PortOutOfRange.class);
            } else if (!moment.canHave(port, request.name())) {
                refusals.add(Refusal.PortTaken.class);
            }
            return refusals;
        }
        boolean enough = request.names().consecutive()
                ? moment.longestRun(exclude) >= names.size()
                : moment.free(exclude).size() + moment.returning(names, exclude) >= names.size();
        if (!enough && (port == null || !moment.canHave(port, request.name()))) {
            refusals.add(Refusal.RangeExhausted.class);
        }
        return refusals;
    }

    private Set<Class<? extends Refusal>> refusals(LeaseWish wish) {
        boolean gone = wish instanceof LeaseWish.On on && nodes.truth.leases().anchors(on.lease()) == null;
        return gone ? Set.of(Refusal.LeaseNotFound.class) : Set.of();
    }

    // What it is told.

    private void granted(Granted granted) {
        secret = granted.secret();
        held = granted.entries();
        held.forEach(entry -> had.add(entry.value().port()));
        check("after a grant");
        assertThat(held)
                .allMatch(entry -> entry.value().receipt().secretSha256().equals(secret.sha256()));
    }

    private void isAsAsked(OfferRequest request, Set<Integer> formerPorts) {
        List<Integer> ports = held.stream().map(entry -> entry.value().port()).toList();
        assertThat(held).extracting(entry -> entry.value().name()).isEqualTo(names);
        assertThat(state()).isEqualTo(request.acceptAtOnce() ? State.ALLOCATED : State.OFFERED);
        assertThat(lease()).isEqualTo(request.lease() instanceof LeaseWish.On on ? on.lease() : null);
        assertThat(ports).doesNotContainAnyElementsOf(request.ports().exclude());
        if (request.names().consecutive()) {
            int first = ports.get(0);
            assertThat(ports)
                    .isEqualTo(
                            IntStream.range(first, first + ports.size()).boxed().toList());
        }
        Integer wanted = request.ports().port();
        if (wanted != null && !request.ports().fallback()) {
            assertThat(ports).containsExactly(wanted);
        }
        assertThat(ports)
                .as("reserved ports are given by number, or come back")
                .noneMatch(port -> RandomTrafficTest.RESERVED.contains(port)
                        && !Objects.equals(port, wanted)
                        && !formerPorts.contains(port));
    }

    private void ended() {
        held = List.of();
        former = secret;
        secret = null;
        origin = null;
        check("at the end of its ports");
    }

    /** The lease has ended by itself while nothing was under way. */
    void leaseEnded(Lease lease) {
        if (!isLost() && !held.isEmpty() && lease.equals(lease())) {
            ended();
        }
    }

    private <T> void expect(Availability now, CompletableFuture<T> request, Consumer<T> onYes) {
        expect(now, request, onYes, moment -> Set.of());
    }

    private void mustBeRefused(Availability now, CompletableFuture<?> request, Class<? extends Refusal> kind) {
        expect(
                now,
                request,
                answer -> {
                    throw new AssertionError(this + " was told " + answer + " instead of " + kind);
                },
                moment -> Set.of(kind));
    }

    private <T> void expect(
            Availability now,
            CompletableFuture<T> request,
            Consumer<T> onYes,
            Function<Availability, Set<Class<? extends Refusal>>> refusals) {
        busy = true;
        possible = refusals;
        excused.clear();
        observe(now);
        request.whenComplete((answer, error) -> {
            busy = false;
            try {
                if (error == null) {
                    onYes.accept(answer);
                } else {
                    refused(TroubledNodes.refusal(error));
                }
            } catch (AssertionError e) {
                nodes.fail(e);
            }
        });
    }

    private void refused(Refusal refusal) {
        if (refusal instanceof Refusal.OutcomeUnknown) {
            unsure = true;
            return;
        }
        if (!(refusal instanceof Refusal.StoreUnavailable) && !(refusal instanceof Refusal.Contended)) {
            assertThat(excused).as("%s is told %s", this, refusal).contains(refusal.getClass());
        }
        // Nothing has happened, and nothing will: the client's knowledge stays, and is checked as before.
        check("after " + refusal);
    }

    /** The store has what the client knows, under the client's names. */
    private void check(String when) {
        SpaceRecords records = nodes.truth.records(service.space());
        Service django = Objects.requireNonNull(records.service(service.name())).value();
        List<Entry<Holding>> found = new ArrayList<>();
        for (State each : State.values()) {
            records.holdings(django.ports(), each).forEach(found::add);
        }
        found.removeIf(entry -> !names.contains(entry.value().name()));
        List<Entry<Holding>> known = new ArrayList<>();
        held.forEach(entry -> known.add(Objects.requireNonNull(entry.as(Holding.class))));
        assertThat(found).as("%s %s", this, when).containsExactlyInAnyOrderElementsOf(known);
    }

    /** Checks that the client is right about what it has, if it knows that. */
    void look() {
        if (!unsure) {
            assertThat(busy).as("%s still waits", this).isFalse();
            check("at rest");
        }
    }

    @Override
    public String toString() {
        return names + " of " + service;
    }
}
