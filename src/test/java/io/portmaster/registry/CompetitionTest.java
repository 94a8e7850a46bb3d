package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes claim from one range at full speed, in a model of what each knows of the others, and how late. */
class CompetitionTest {
    private static final ServiceRef DJANGO = new ServiceRef(Space.DEFAULT, new Name("django"));
    private static final PortRange RANGE = new PortRange(1024, 49151);
    private static final int NODES = 3;
    private static final int PORTS = 20_000;
    private static final Duration TURN = Duration.ofMillis(2);

    /** The turns until a claim at full speed is decided, and until other nodes see it. */
    private static final int DECIDED_AFTER = 2;

    private static final int SEEN_AFTER = 3;

    private final BitSet taken = new BitSet();
    private long now;
    private long revision;
    private int claims;
    private int conflicts;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nodesThatCompeteSeldomCollideAndLeaveFewPortsFree(long seed) {
        Random random = new Random(seed);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(new Random(random.nextLong())));
        }

        while (taken.cardinality() < PORTS) {
            now += TURN.toNanos();
            for (Node node : nodes) {
                node.hearOfDecisions(nodes);
                node.claim(4 + random.nextInt(8));
            }
        }

        double beyond = taken.length() - RANGE.start() - PORTS;
        System.out.printf(
                "seed %d: %d conflicts in %d claims, %.0f ports used beyond the lowest %d%n",
                seed, conflicts, claims, beyond, PORTS);
        assertThat(conflicts).isLessThan(claims / 50);
        assertThat(beyond).isLessThan(PORTS / 10.0);
    }

    /** The claims of one turn, and their outcomes. */
    private record Flight(int turn, List<Integer> ports, List<Boolean> won) {}

    private final class Node {
        private final Registry registry = new Registry();
        private final PlanningState planning;
        private final Deque<Flight> undecided = new ArrayDeque<>();
        private final Deque<Flight> unseen = new ArrayDeque<>();
        private int turn;

        Node(Random random) {
            this.planning = new PlanningState(registry, random, () -> now);
        }

        void claim(int count) {
            Flight flight = new Flight(turn++, new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < count; i++) {
                int port = planning.pick(DJANGO, choice(RANGE)).orElseThrow();
                planning.hold(key(port));
                flight.ports().add(port);
                flight.won().add(!taken.get(port));
                taken.set(port);
                claims++;
            }
            undecided.add(flight);
        }

        void hearOfDecisions(List<Node> everybody) {
            while (!undecided.isEmpty() && undecided.peek().turn() <= turn - DECIDED_AFTER) {
                Flight flight = undecided.remove();
                for (int i = 0; i < flight.ports().size(); i++) {
                    int port = flight.ports().get(i);
                    planning.learn(present(port, ++revision));
                    planning.release(key(port));
                    if (!flight.won().get(i)) {
                        conflicts++;
                        planning.lost(DJANGO.name(), key(port));
                    }
                }
                unseen.add(flight);
            }
            while (!unseen.isEmpty() && unseen.peek().turn() <= turn - SEEN_AFTER) {
                Flight flight = unseen.remove();
                for (int i = 0; i < flight.ports().size(); i++) {
                    if (flight.won().get(i)) {
                        int port = flight.ports().get(i);
                        everybody.forEach(
                                node -> node.registry.put(present(port, 1).entry()));
                    }
                }
            }
        }

        private static Key.PortKey key(int port) {
            return new Key.PortKey(Space.DEFAULT, port);
        }

        private static KeyState present(int port, long revision) {
            return KeyState.present(key(port), new Value.Index(port), revision, revision);
        }
    }

    private static PortChoice choice(PortRange range) {
        return new PortChoice(PortSet.of(range), Set.of());
    }
}
