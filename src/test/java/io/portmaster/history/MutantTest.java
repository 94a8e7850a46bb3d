package io.portmaster.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One detail of a sound run is spoilt at random: it is caught, wherever it was. */
class MutantTest {
    private static final int ROUNDS = 5;

    /** How long a run becomes, in seconds, until it has a site for the mutant. */
    private static final int LONGEST = 192;

    @ParameterizedTest
    @EnumSource
    void isCaught(Mutant mutant) {
        long fresh = System.nanoTime();
        System.out.println("MutantTest: " + mutant + " with fresh seeds from " + fresh);
        LongStream.concat(LongStream.range(0, ROUNDS), LongStream.range(fresh, fresh + ROUNDS))
                .forEach(seed -> isCaught(mutant, seed));
    }

    private static void isCaught(Mutant mutant, long seed) {
        assertThat(spoilt(mutant, seed).violations())
                .as("%s, seed %s", mutant, seed)
                .extracting(RuleViolation::rule)
                .contains(mutant.claim());
    }

    /** A short run may have no detail that the mutant spoils: then a longer one has. */
    private static Run spoilt(Mutant mutant, long seed) {
        for (int seconds = 12; seconds <= LONGEST; seconds *= 2) {
            Run sound = new Simulation(seed, 10, Duration.ofSeconds(seconds)).run();
            Optional<Run> spoilt = mutant.of(sound, new Random(seed));
            if (spoilt.isPresent()) {
                return spoilt.get();
            }
        }
        throw new AssertionError(mutant + " has no site, seed " + seed);
    }
}
