package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.domain.Lease;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.registry.SpaceRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of two spaces ask two nodes at random for all that they can ask for, while mirrors fall behind, requests and replies
 * get lost, and batches stand still. No answer contradicts what the store holds at that moment, or held at some moment since the
 * request came. The spaces have the same service, ports and names.
 */
class RandomTrafficTest {
    private static final List<Space> SPACES = List.of(Space.DEFAULT, new Space("dc-2"));

    /** The number of clients in each space. */
    private static final int CLIENTS = 6;

    private static final int STEPS = 800;

    /** A small number of ports, so that the ranges are full now and then. */
    private static final PortSet NARROW = PortSet.of(new PortRange(5000, 5002), new PortRange(5010, 5012));

    private static final PortSet WIDE = PortSet.of(new PortRange(5000, 5004), new PortRange(5010, 5013));

    private static final PortSet RESERVED = PortSet.of(new PortRange(5011, 5011));

    /** An offer lasts longer than a run. */
    private static final int TTL = 36_000;

    private static final int LINGER = 30;

    /** A lease that nobody has made. */
    private static final Lease UNKNOWN = new Lease(0x1234567890abcdeeL);

    private final List<TrafficClient> clients = new ArrayList<>();

    /** Leases that live until the clients come to rest. */
    private final List<Lease> leases = new ArrayList<>();

    /** The companion of the lease that has ended last. Null if none has ended. */
    private @Nullable Lease lingering;

    private Random random;
    private TroubledNodes nodes;
    private Prepared prepared;

    /** How many clients there have been, by space. */
    private final Map<Space, Integer> named = new HashMap<>();

    static LongStream seeds() {
        return TroubledNodes.seeds("RandomTrafficTest");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noAnswerContradictsTheStore(long seed) {
        random = new Random(seed);
        nodes = nodes();
        prepared = new Prepared(nodes.first);
        leases.add(newLease());
        leases.add(newLease());
        for (int i = 0; i < CLIENTS; i++) {
            SPACES.forEach(space -> clients.add(newClient(space)));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nodes.assertNothingFailed();
        }
        comeToRest();
        nodes.first.assertSound();
        assertThat(clients).noneMatch(TrafficClient::isBusy);
    }

    private TroubledNodes nodes() {
        TestNode first = new TestNode(TTL);
        SPACES.forEach(space -> first.await(first.allocator.createService(
                first.caller(), space, new ServiceDefinition(DJANGO, null, NARROW, RESERVED, 0, 600, null))));
        return new TroubledNodes(
                first, random, Reason.LEASE_GONE, () -> clients.forEach(client -> client.observe(now(client))));
    }

    private Lease newLease() {
        return prepared.lease(Lease.random(random), LINGER);
    }

    private TrafficClient newClient(Space space) {
        String name = "client-" + named.merge(space, 1, Integer::sum);
        return new TrafficClient(new ServiceRef(space, DJANGO), name, random, nodes);
    }

    private Availability now(TrafficClient client) {
        SpaceRecords records = nodes.truth.records(client.service().space());
        return new Availability(
                records, Objects.requireNonNull(records.service(DJANGO)).value());
    }

    private void step() {
        int dice = random.nextInt(24);
        if (dice < TroubledNodes.KINDS) {
            nodes.make(dice);
        } else if (dice == 8) {
            changeService(nodes.any(), SPACES.get(random.nextInt(SPACES.size())));
        } else if (dice == 9) {
            if (random.nextInt(10) == 0) {
                comeToRest();
            }
        } else {
            TrafficClient client = clients.get(random.nextInt(clients.size()));
            client.act(now(client), lease());
        }
        nodes.turn();
    }

    private Lease lease() {
        return random.nextInt(10) == 0 ? UNKNOWN : leases.get(random.nextInt(leases.size()));
    }

    /** Nobody looks at the answer: ports that are held may stand in the way. */
    private void changeService(TestNode node, Space space) {
        ServiceChange change = new ServiceChange(
                false,
                null,
                null,
                null,
                random.nextBoolean() ? NARROW : WIDE,
                null,
                random.nextInt(3),
                random.nextInt(3),
                false,
                null,
                null,
                null);
        node.allocator.changeService(node.caller(), new ServiceRef(space, DJANGO), change, Precondition.NONE);
    }

    /**
     * Waits until all requests are answered, checks what the clients know, ends a lease now and then, and replaces the clients
     * that can't know what they have.
     */
    private void comeToRest() {
        nodes.comeToRest();
        clients.forEach(TrafficClient::look);
        if (random.nextBoolean()) {
            Lease ended = leases.remove(0);
            if (lingering != null) {
                nodes.first.records.revoke(lingering);
            }
            nodes.first.records.revoke(ended);
            lingering = ended.companion();
            clients.forEach(client -> client.leaseEnded(ended));
            leases.add(newLease());
        }
        clients.replaceAll(
                client -> client.isLost() ? newClient(client.service().space()) : client);
    }
}
