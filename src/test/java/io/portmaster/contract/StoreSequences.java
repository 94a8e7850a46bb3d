package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Move.AcceptPort;
import io.portmaster.contract.Move.Change;
import io.portmaster.contract.Move.Create;
import io.portmaster.contract.Move.Delete;
import io.portmaster.contract.Move.FreePort;
import io.portmaster.contract.Move.LeaseEnds;
import io.portmaster.contract.Move.TakePort;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Whatever is done to a store, in whatever order and however late: it does what the oracle does. */
public abstract class StoreSequences {
    /** Few, so that moves meet. */
    private static final int LOWEST = 5000;

    private static final int HIGHEST = 5005;

    /** Longer than any test takes: leases end when a move says so. */
    static final int LEASES = 3600;

    /** A store on a fresh space, whose offer leases have that many seconds left at least. */
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
     * For a store that lets mutations share their fate: where one fails, another one on a lease that has ended may not fail with the
     * whole batch but alone, when it is sent again.
     */
    protected static Arbitrary<List<List<Move>>> sequencesWhileLeasesLast() {
        return sequencesOfBatches().map(sequence -> sequence.stream()
                .map(moves -> moves.stream()
                        .filter(move -> !(move instanceof LeaseEnds))
                        .toList())
                .toList());
    }

    static Arbitrary<List<List<Move>>> sequencesOfBatches() {
        return moves().list().ofMinSize(1).ofMaxSize(6).list().ofMinSize(1).ofMaxSize(20);
    }

    private static Arbitrary<Move> moves() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, claims()),
                Tuple.of(4, Combinators.combine(ages(), ports(), seeds()).as(AcceptPort::new)),
                Tuple.of(4, Combinators.combine(ages(), ports()).as(FreePort::new)),
                Tuple.of(
                        4,
                        Combinators.combine(ages(), services(), ranges(), seeds())
                                .as((age, service, range, seed) ->
                                        new Create(age, service, range.get1(), range.get2(), seed))),
                Tuple.of(
                        2,
                        Combinators.combine(ages(), services(), ranges())
                                .as((age, service, range) -> new Change(age, service, range.get1(), range.get2()))),
                Tuple.of(
                        1,
                        Combinators.combine(ages(), services(), Arbitraries.of(true, false))
                                .as(Delete::new)),
                Tuple.of(1, Arbitraries.just(new LeaseEnds())));
    }

    private static Arbitrary<Move> claims() {
        return Combinators.combine(ages(), services(), names(), ports(), Arbitraries.of(true, false), seeds())
                .as(TakePort::new);
    }

    private static Arbitrary<Integer> ages() {
        return Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(2, 1), Tuple.of(1, 2), Tuple.of(1, 5));
    }

    /** One is the beginning of another, in case a store takes them for the same. */
    private static Arbitrary<String> services() {
        return Arbitraries.of("web", "web-2", "api");
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "a.b", "c");
    }

    private static Arbitrary<Integer> ports() {
        return Arbitraries.integers().between(LOWEST, HIGHEST);
    }

    private static Arbitrary<Tuple2<Integer, Integer>> ranges() {
        return Combinators.combine(ports(), ports()).as((a, b) -> Tuple.of(Math.min(a, b), Math.max(a, b)));
    }

    private static Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(1, 1_000_000);
    }
}
