package io.portmaster.history;

import static io.portmaster.history.Story.allocated;
import static io.portmaster.history.Story.offered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChronicleTest {
    private static final Change OFFER = new Change(10, 100, 5000, offered("web-1", 5000));
    private static final Change ACCEPT = new Change(12, 120, 5000, allocated("web-1", 5000));
    private static final Change OTHER = new Change(12, 120, 5001, offered("web-2", 5001));
    private static final Change RELEASE = new Change(15, 150, 5000, null);

    private final Chronicle chronicle = new Chronicle();

    @Test
    void anEmptyOneHasNothing() {
        assertThat(chronicle.changes()).isEmpty();
        assertThat(chronicle.last()).isEmpty();
        assertThat(chronicle.firstRevision()).isZero();
        assertThat(chronicle.lastRevision()).isZero();
    }

    @Test
    void itKnowsWhatStoodAtEachRevision() {
        tell();

        assertThat(chronicle.firstRevision()).isEqualTo(10);
        assertThat(chronicle.lastRevision()).isEqualTo(15);
        assertThat(chronicle.at(9)).isEmpty();
        assertThat(chronicle.at(11)).isEqualTo(Map.of(5000, offered("web-1", 5000)));
        assertThat(chronicle.at(12)).isEqualTo(Map.of(5000, allocated("web-1", 5000), 5001, offered("web-2", 5001)));
        assertThat(chronicle.at(99)).isEqualTo(chronicle.last()).isEqualTo(Map.of(5001, offered("web-2", 5001)));
    }

    @Test
    void itFindsTheChangesOfAPortAndOfAName() {
        tell();

        assertThat(chronicle.of(5000)).containsExactly(OFFER, ACCEPT, RELEASE);
        assertThat(chronicle.of("web-1")).containsExactly(OFFER, ACCEPT, RELEASE);
        assertThat(chronicle.of("web-2")).containsExactly(OTHER);
        assertThat(chronicle.of("web-3")).isEmpty();
        assertThat(chronicle.at(5000, 12)).isEqualTo(ACCEPT);
        assertThat(chronicle.at(5000, 13)).isNull();
        assertThat(chronicle.names()).containsExactlyInAnyOrder("web-1", "web-2");
        assertThat(chronicle.former(0)).isNull();
        assertThat(chronicle.former(3)).isEqualTo(allocated("web-1", 5000));
    }

    @Test
    void itIsCompleteUntilItsLastChangeOrAsLongAsItIsTold() {
        tell();
        assertThat(chronicle.end()).isEqualTo(150);

        chronicle.completeUntil(900);
        assertThat(chronicle.end()).isEqualTo(900);
    }

    @Test
    void itTakesNothingOutOfOrderAndNoPortTwiceAtARevision() {
        tell();

        assertThatThrownBy(() -> chronicle.add(OTHER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chronicle.add(new Change(15, 160, 5000, offered("web-3", 5000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void tell() {
        chronicle.add(OFFER);
        chronicle.add(ACCEPT);
        chronicle.add(OTHER);
        chronicle.add(RELEASE);
    }
}
