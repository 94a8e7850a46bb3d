package io.portmaster.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.allocation.PortState;
import io.portmaster.allocation.Refusal;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.http.problem.Problem.Header;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

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
    void fullRangeOfOnePortHasItsOwnText() {
        assertThat(RefusalProblems.of(new Refusal.RangeExhausted(new Name("django"), new PortCounts(1, 1, 0)))
                        .detail())
                .isEqualTo("the only port of django is offered or allocated");
        assertThat(RefusalProblems.of(new Refusal.RangeExhausted(new Name("django"), new PortCounts(2, 1, 1)))
                        .detail())
                .isEqualTo("all 2 ports of django are offered or allocated");
    }

    @Test
    void exhaustedRangeSaysWhenACoolingPortMayBeFree() {
        Problem full = RefusalProblems.of(new Refusal.RangeExhausted(
                new Name("django"), new PortCounts(10, 7, 0, 2, 1), 1, 0, null, Duration.ofMillis(39_001)));

        assertThat(full.detail())
                .isEqualTo("none of the 10 ports of django is free. 2 ports are cooling, and the first of them may be"
                        + " free in 40 s");
        assertThat(full.headers()).containsExactly(new Header("Retry-After", "40"));
        assertThat(RefusalProblems.of(new Refusal.RangeExhausted(
                                new Name("django"), new PortCounts(2, 1, 0, 1, 0), 1, 0, null, Duration.ZERO))
                        .headers())
                .containsExactly(new Header("Retry-After", "1"));
        assertThat(RefusalProblems.of(new Refusal.RangeExhausted(new Name("django"), new PortCounts(2, 1, 0, 1, 0)))
                        .headers())
                .isEmpty();
    }

    @Test
    void groupThatFindsTooFewPortsIsToldHowManyAreFree() {
        assertThat(exhausted(new PortCounts(10, 7, 0), 4, 3, null))
                .isEqualTo("the request needs 4 free ports, and django has 3");
        assertThat(exhausted(new PortCounts(10, 10, 0), 4, 0, null))
                .isEqualTo("the request needs 4 free ports, and django has none");
        assertThat(exhausted(new PortCounts(10, 6, 0), 4, 4, 2))
                .isEqualTo("the request needs 4 free ports side by side, and django has 2 at most");
        assertThat(exhausted(new PortCounts(10, 10, 0), 4, 0, 0))
                .isEqualTo("the request needs 4 free ports side by side, and django has none");
    }

    @Test
    void requestThatExcludesFreePortsIsToldSo() {
        assertThat(exhausted(new PortCounts(10, 7, 0), 1, 0, null))
                .isEqualTo("the request needs 1 free port, and django has none, not counting 3 that the request"
                        + " excludes");
        assertThat(exhausted(new PortCounts(10, 6, 0, 1, 0), 3, 2, null))
                .isEqualTo("the request needs 3 free ports, and django has 2, not counting 1 that the request"
                        + " excludes. 1 port is cooling");
    }

    private static @Nullable String exhausted(PortCounts ports, int needed, int usable, @Nullable Integer longestRun) {
        return RefusalProblems.of(
                        new Refusal.RangeExhausted(new Name("django"), ports, needed, usable, longestRun, null))
                .detail();
    }

    @Test
    void takenPortSaysWhoseItIs() {
        assertThat(taken(PortState.ALLOCATED, new Name("web-01")))
                .isEqualTo("port 5000 is allocated to web-01. With \"fallback\":true you get another one");
        assertThat(taken(PortState.COOLING, new Name("web-01")))
                .isEqualTo(
                        "port 5000 is cooling, and web-01 had it before. With \"fallback\":true you get another one");
    }

    private static @Nullable String taken(PortState state, Name name) {
        return RefusalProblems.of(new Refusal.PortTaken(5000, state, new Name("django"), name))
                .detail();
    }

    @Test
    void allocationOnAnotherLeaseTellsItsTag() {
        assertThat(RefusalProblems.of(new Refusal.OnOtherLease(null, 1042)).headers())
                .containsExactly(new Header("ETag", "\"1042\""));
    }

    @ParameterizedTest
    @CsvSource({
        "80, there is no allocation of 80: services have ports from 1024 to 49151",
        "49152, there is no allocation of 49152: services have ports from 1024 to 49151",
        "1024, there is no allocation of 1024",
        "web-01, there is no allocation of web-01"
    })
    void portThatNoServiceCanHaveIsNotFoundAndTheDetailSaysWhy(String sought, String detail) {
        assertThat(RefusalProblems.of(new Refusal.PortNotFound(sought)).detail())
                .isEqualTo(detail);
    }

    @Test
    void answersThatAreManyAndExpectedAreLoggedAtDebugAndOtherFailuresAsWarnings() {
        assertThat(Problem.overloaded("too much").logLevel()).isEqualTo(Level.DEBUG);
        assertThat(Problem.draining().logLevel()).isEqualTo(Level.DEBUG);
        assertThat(Problem.notReady("no etcd has answered").logLevel()).isEqualTo(Level.DEBUG);
        assertThat(Problem.routeNotFound().logLevel()).isEqualTo(Level.DEBUG);
        assertThat(Problem.storeUnavailable("no answer").logLevel()).isEqualTo(Level.WARN);
        assertThat(Problem.outcomeUnknown("ask again").logLevel()).isEqualTo(Level.WARN);
        assertThat(Problem.internalError().logLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void failedPreconditionTellsThePresentTag() {
        assertThat(RefusalProblems.of(new Refusal.PreconditionFailed(1042)).headers())
                .contains(new Header("ETag", "\"1042\""));
    }
}
