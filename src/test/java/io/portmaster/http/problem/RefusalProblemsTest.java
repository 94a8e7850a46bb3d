package io.portmaster.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.allocation.Refusal;
import io.portmaster.http.problem.Problem.Header;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RefusalProblemsTest {
    @Test
    void everyRefusalHasAProblem() {
        Set<Class<?>> sampled = Problems.refusals().map(Refusal::getClass).collect(Collectors.toSet());

        assertThat(sampled)
                .isEqualTo(Arrays.stream(Refusal.class.getPermittedSubclasses()).collect(Collectors.toSet()));
        assertThat(Problems.refusals().map(RefusalProblems::of)).allMatch(problem -> problem.status() >= 400);
    }

    @Test
    void onlyOverloadDrainAndTroubleWithTheStoreAre503AndSayWhenToAskAgain() {
        assertThat(Problems.all().filter(problem -> problem.status() > 500))
                .allMatch(problem -> problem.status() == 503)
                .allMatch(problem -> problem.headers().contains(new Header("Retry-After", "1")))
                .extracting(Problem::code)
                .containsOnly("overloaded", "store-unavailable", "outcome-unknown", "draining");
    }

    @Test
    void problemKeepsTheHeadersThatItHasBesideOthersOfTheirName() {
        Problem problem = Problem.draining().withHeader("X", "y").withHeader("X", "z");

        assertThat(problem.headers())
                .containsExactly(new Header("Retry-After", "1"), new Header("X", "y"), new Header("X", "z"));
    }

    @Test
    void failedPreconditionTellsThePresentTag() {
        assertThat(RefusalProblems.of(new Refusal.PreconditionFailed(1042)).headers())
                .contains(new Header("ETag", "\"1042\""));
    }
}
