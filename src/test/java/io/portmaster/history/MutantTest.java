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

    @ParameterizedTest
    @EnumSource
    void isCaught(Mutant mutant) {
        long fresh = System.nanoTime();
        System.out.println("MutantTest: " + mutant + " with fresh seeds from " + fresh);
        LongStream.concat(LongStream.range(0, ROUNDS), LongStream.range(fresh, fresh + ROUNDS))
                .forEach(seed -> isCaught(mutant, seed));
    }

    private static void isCaught(Mutant mutant, long seed) {
        Run sound = new Simulation(seed, 10, Duration.ofSeconds(12)).run();
        Optional<Run> spoilt = mutant.of(sound, new Random(seed));

        assertThat(spoilt).as("%s has a site, seed %s", mutant, seed).isPresent();
        assertThat(spoilt.get().violations())
                .as("%s, seed %s", mutant, seed)
                .extracting(RuleViolation::rule)
                .contains(mutant.claim());
    }
}
