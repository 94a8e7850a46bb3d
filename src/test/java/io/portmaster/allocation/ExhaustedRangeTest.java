package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.Key;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a refusal tells when no port is free, but some may be soon. */
class ExhaustedRangeTest {
    private final TestNode node = new TestNode().withDjango(5000, 5002);

    private void cool(int port, Cooling.Reason reason, int delay, Instant since) {
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, port),
                new Cooling(port, DJANGO, new Name("gone"), reason, delay, since));
    }

    private @Nullable Duration wait(Ask ask) {
        return ((Refusal.RangeExhausted) ask.refusedBy(node)).retryAfter();
    }

    @Test
    void aFullRangeWithoutCoolingPortsTellsNoTime() {
        for (int i = 0; i < 3; i++) {
            node.allocated("web-" + i);
        }
        assertThat(Ask.one("web-05").refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(3, 3, 0)));
    }

    @Test
    void itTellsHowManyPortsTheRequestNeedsAndHowManyItCanHave() {
        node.allocated("web-01");
        node.records.put(
                new Key.CoolingKey(Space.DEFAULT, 5002),
                new Cooling(5002, DJANGO, new Name("a"), Cooling.Reason.LEASE_ENDED, 60, node.loop.now()));

        assertThat(Ask.group("a", "b", "c").refusedBy(node))
                .as("the name a gets its former port back")
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(3, 1, 0, 1, 0), 2, 1, null, null));
        assertThat(Ask.one("b").exclude(5000, 5001, 7000).refusedBy(node))
                .isEqualTo(new Refusal.RangeExhausted(DJANGO, new PortCounts(3, 1, 0, 1, 0), 1, 0, null, null));
    }

    @Test
    void theFirstPortThatMayBeFreeTellsTheTime() {
        node.allocated("web-01");
        cool(5001, Cooling.Reason.RELEASED, 60, node.loop.now());
        cool(5002, Cooling.Reason.BUSY, 40, node.loop.now());

        Refusal.RangeExhausted refusal =
                (Refusal.RangeExhausted) Ask.one("web-02").refusedBy(node);
        assertThat(refusal.ports()).isEqualTo(new PortCounts(3, 1, 0, 2, 0));
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(39), Duration.ofSeconds(40));
        assertThat(wait(Ask.one("web-02").exclude(5002)))
                .as("another port doesn't help")
                .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
    }

    @Test
    void aPortThatLingersTellsNoTime() {
        node.allocated("web-01");
        node.allocated("web-02");
        cool(5002, Cooling.Reason.LEASE_ENDED, 60, node.loop.now());

        assertThat(wait(Ask.one("web-03"))).isNull();
    }

    @Test
    void aCoolingThatLastsLongerThanItsTimeAsksForAShortWait() {
        node.allocated("web-01");
        node.allocated("web-02");
        cool(5002, Cooling.Reason.RELEASED, 60, node.loop.now().minusSeconds(70));

        assertThat(wait(Ask.one("web-03"))).isEqualTo(Duration.ofSeconds(1));
    }
}
