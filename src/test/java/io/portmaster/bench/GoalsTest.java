package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portmaster.bench.Goal.Bound;
import io.portmaster.bench.Results.Fact;
import io.portmaster.bench.Sample.Load;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GoalsTest {
    private final Results results = new Results();

    private void measured(String subject, int clients, double rate) {
        results.add(new Sample(subject, clients, Load.CLOSED, 1, 1, 1, rate, 1, 1, 1, Map.of(), null, null, null));
    }

    @Test
    void aGoalIsReachedByTheMedian() {
        Stream.of(1.0, 2.0, 3.0).forEach(value -> results.add(new Fact("x", "", value)));

        assertThat(goal(Bound.AT_LEAST, 2).judge(results).isReached()).isTrue();
        assertThat(goal(Bound.AT_LEAST, 2.1).judge(results).isReached()).isFalse();
        assertThat(goal(Bound.AT_MOST, 2).judge(results).isReached()).isTrue();
        assertThat(goal(Bound.AT_MOST, 1.9).judge(results).isReached()).isFalse();
    }

    @Test
    void goalsThatWereNotMeasuredAreLeftOut() {
        results.add(new Fact(StartUp.EMPTY, "s", 1.6));

        assertThat(Goals.judge(results, 1)).singleElement().satisfies(verdict -> {
            assertThat(verdict.goal().what()).isEqualTo(StartUp.EMPTY);
            assertThat(verdict.goal().limitInWords()).isEqualTo("≤ 1.50 s");
            assertThat(verdict.foundInWords()).isEqualTo("1.60 s (1.60–1.60)");
            assertThat(verdict.isReached()).isFalse();
        });
    }

    @Test
    void anEtcdOfThreeMembersHasGoalsOfItsOwn() {
        measured(BenchCase.OFFER.title(), 64, 3_000);
        measured(BenchCase.RAW_PUT.title(), 64, 1_000);

        assertThat(Goals.judge(results, 1))
                .extracting(verdict -> verdict.goal().limitInWords(), verdict -> verdict.foundInWords())
                .containsExactly(tuple("≥ 1.30", "3.00 (3.00–3.00)"));
        assertThat(Goals.judge(results, 3))
                .extracting(verdict -> verdict.goal().limitInWords(), verdict -> verdict.foundInWords())
                .containsExactly(tuple("≥ 1.60", "3.00 (3.00–3.00)"));
    }

    @Test
    void renewalsAndGroupsAreJudgedAtSixtyFourClients() {
        measured(Renewals.OWN, 8, 1_000);
        measured(Renewals.OWN, 64, 2_500);
        measured(BenchCase.GROUP_24.title(), 64, 2_000);
        measured(BenchCase.RAW_PUT.title(), 64, 1_000);

        assertThat(Goals.judge(results, 1))
                .extracting(
                        verdict -> verdict.goal().limitInWords(),
                        verdict -> verdict.foundInWords(),
                        verdict -> verdict.isReached())
                .containsExactly(
                        tuple("≥ 2.50", "2.00 (2.00–2.00)", false), tuple("≥ 2,000/s", "2,500/s (2,500–2,500)", true));
    }

    @Test
    void noTwoGoalsHaveTheSameName() {
        assertThat(Goals.ALL).extracting(Goal::what).doesNotHaveDuplicates();
    }

    private static Goal goal(Bound bound, double limit) {
        return new Goal(1, "x", bound, limit, "", measured -> measured.values("x"));
    }
}
