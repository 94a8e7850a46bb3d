package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Move.Accept;
import io.portmaster.contract.Move.Busy;
import io.portmaster.contract.Move.ChangeService;
import io.portmaster.contract.Move.Claim;
import io.portmaster.contract.Move.ClientLeaseEnds;
import io.portmaster.contract.Move.CreateLease;
import io.portmaster.contract.Move.CreateService;
import io.portmaster.contract.Move.DeleteService;
import io.portmaster.contract.Move.EndCooling;
import io.portmaster.contract.Move.EndLease;
import io.portmaster.contract.Move.LeaseEnds;
import io.portmaster.contract.Move.MoveTo;
import io.portmaster.contract.Move.Next;
import io.portmaster.contract.Move.Remove;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.record.Key.PortKey;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A store does what the oracle does, in whatever order mutations come, and however late. The mutations meet in two spaces that
 * use the same ports and names.
 */
public abstract class StoreSequences {
    /** One space's name is the beginning of the other's, in case a store takes them for the same. */
    static final List<Space> SPACES = List.of(Space.DEFAULT, new Space("default-2"));

    /** Few, so that moves meet. */
    private static final int LOWEST = 5000;

    private static final int HIGHEST = 5005;

    private static final List<List<Move>> BEGINNING = List.of(
            SPACES.stream()
                    .<Move>map(space -> new CreateService(
                            0, new ServiceRef(space, new Name("web")), new PortRange(LOWEST, HIGHEST), 1))
                    .toList(),
            List.of(new CreateLease(0, 0, 2), new CreateLease(0, 1, 3)));

    /** In seconds. No test takes as long, so that leases end only when a move ends them. */
    static final int LEASES = 3600;

    /** @return a store without records, whose offer leases have at least {@code offerTtl} seconds left */
    protected abstract StoreUnderTest open(int offerTtl);

    @Property(tries = 300)
    void anySequenceOfBatchesDoesTheSameToTheStoreAndToTheOracle(@ForAll("sequences") List<List<Move>> sequence) {
        try (StoreUnderTest store = open(LEASES);
                StoreUnderTest oracle = new InMemoryStoreUnderTest()) {
            RandomMoves real = new RandomMoves(store);
            RandomMoves expected = new RandomMoves(oracle);
            for (List<Move> moves : sequence) {
                assertThat(real.take(moves)).as("after %s", moves).isEqualTo(expected.take(moves));
            }
        }
    }

    @Provide
    protected Arbitrary<List<List<Move>>> sequences() {
        return sequencesOfBatches();
    }

    /**
     * For a store whose mutations share children. In such a store, a lease that has ended doesn't always fail the whole batch:
     * if another mutation of its child fails, the claim on that lease is sent again, and fails alone.
     */
    protected static Arbitrary<List<List<Move>>> sequencesWhileLeasesLast() {
        return sequencesOfBatches().map(sequence -> sequence.stream()
                .map(moves -> moves.stream()
                        .filter(move -> !(move instanceof LeaseEnds))
                        .toList())
                .toList());
    }

    /** Most sequences begin with a service in each space and with both leases of clients, so that there is more to do. */
    static Arbitrary<List<List<Move>>> sequencesOfBatches() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, BEGINNING), Tuple.of(1, List.<List<Move>>of())),
                        moves().list()
                                .ofMinSize(1)
                                .ofMaxSize(6)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(20))
                .as((beginning, rest) ->
                        Stream.concat(beginning.stream(), rest.stream()).toList());
    }

    private static Arbitrary<Move> moves() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Combinators.combine(
                                        ages(),
                                        services(),
                                        names(),
                                        ports(),
                                        sizes(),
                                        Arbitraries.of(true, false),
                                        onto(),
                                        seeds())
                                .as(Claim::new)),
                Tuple.of(
                        4,
                        Combinators.combine(ages(), portKeys(), onto(), seeds()).as(Accept::new)),
                Tuple.of(
                        4,
                        Combinators.combine(ages(), portKeys(), Arbitraries.of(true, false), seeds())
                                .as(Remove::new)),
                Tuple.of(
                        2,
                        Combinators.combine(ages(), portKeys(), onto(), seeds()).as(MoveTo::new)),
                Tuple.of(2, Combinators.combine(ages(), portKeys(), seeds()).as(Busy::new)),
                Tuple.of(
                        2,
                        Combinators.combine(ages(), portKeys(), ports(), seeds())
                                .as(Next::new)),
                Tuple.of(2, Combinators.combine(ages(), portKeys()).as(EndCooling::new)),
                Tuple.of(2, Combinators.combine(ages(), numbers(), seeds()).as(CreateLease::new)),
                Tuple.of(1, Combinators.combine(ages(), numbers()).as(EndLease::new)),
                Tuple.of(1, Combinators.combine(ages(), numbers(), seeds()).as(Move.ReplacePair::new)),
                Tuple.of(
                        1,
                        Combinators.combine(numbers(), Arbitraries.of(true, false))
                                .as(ClientLeaseEnds::new)),
                Tuple.of(
                        3,
                        Combinators.combine(ages(), services(), ranges(), seeds())
                                .as(CreateService::new)),
                Tuple.of(2, Combinators.combine(ages(), services(), ranges()).as(ChangeService::new)),
                Tuple.of(
                        1,
                        Combinators.combine(ages(), services(), Arbitraries.of(true, false))
                                .as(DeleteService::new)),
                Tuple.of(1, Arbitraries.just(new LeaseEnds())));
    }

    private static Arbitrary<Integer> ages() {
        return Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(2, 1), Tuple.of(1, 2), Tuple.of(1, 5));
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.frequency(Tuple.of(4, 1), Tuple.of(1, 2), Tuple.of(1, 3));
    }

    /** The numbers of clients' leases. */
    private static Arbitrary<Integer> numbers() {
        return Arbitraries.of(0, 1);
    }

    private static Arbitrary<Integer> onto() {
        return Arbitraries.frequency(Tuple.of(3, Move.NO_LEASE), Tuple.of(1, 0), Tuple.of(1, 1));
    }

    private static Arbitrary<Space> spaces() {
        return Arbitraries.of(SPACES);
    }

    /** One name is the beginning of another, in case a store takes them for the same. */
    private static Arbitrary<ServiceRef> services() {
        return Combinators.combine(
                        spaces(),
                        Arbitraries.frequency(Tuple.of(4, "web"), Tuple.of(1, "web-2"), Tuple.of(1, "api"))
                                .map(Name::new))
                .as(ServiceRef::new);
    }

    private static Arbitrary<Name> names() {
        return Arbitraries.of("a", "a.b", "c").map(Name::new);
    }

    private static Arbitrary<Integer> ports() {
        return Arbitraries.integers().between(LOWEST, HIGHEST);
    }

    private static Arbitrary<PortKey> portKeys() {
        return Combinators.combine(spaces(), ports()).as(PortKey::new);
    }

    private static Arbitrary<PortRange> ranges() {
        return Combinators.combine(ports(), ports()).as((a, b) -> new PortRange(Math.min(a, b), Math.max(a, b)));
    }

    private static Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(1, 1_000_000);
    }
}
