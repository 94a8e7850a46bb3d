package io.portmaster.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestContextTest {
    private static final long PATIENCE = RequestContext.PATIENCE.toNanos();

    /** The monotonic clock may have any value, and wraps. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MAX_VALUE - 4_999_999_999L})
    void waitsForFiveSecondsAndNoLonger(long arrived) {
        RequestContext caller = new RequestContext(arrived);

        assertThat(caller.isWaiting(arrived)).isTrue();
        assertThat(caller.isWaiting(arrived + PATIENCE - 1)).isTrue();
        assertThat(caller.isWaiting(arrived + PATIENCE)).isFalse();
        assertThat(caller.nanosLeft(arrived)).isEqualTo(PATIENCE);
        assertThat(caller.nanosLeft(arrived + PATIENCE + 1)).isEqualTo(-1);
    }

    @Test
    void doesNotWaitOnceGone() {
        RequestContext caller = new RequestContext(0);

        caller.leave();

        assertThat(caller.isWaiting(0)).isFalse();
    }
}
