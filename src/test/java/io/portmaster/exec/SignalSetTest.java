package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SignalSetTest {
    @Test
    void kernelsSpellingIsRead() {
        SignalSet set = SignalSet.parse("0000000000004003");

        assertThat(set.has(Signal.HUP)).isTrue();
        assertThat(set.has(Signal.INT)).isTrue();
        assertThat(set.has(Signal.TERM)).isTrue();
        assertThat(set.has(Signal.QUIT)).isFalse();
    }

    @Test
    void highestSignalIsRead() {
        assertThat(SignalSet.parse("8000000000000001").has(Signal.HUP)).isTrue();
        assertThat(SignalSet.parse("ffffffffffffffff").hasAll(SignalSet.taken()))
                .isTrue();
    }

    @Test
    void setsAreCompared() {
        assertThat(SignalSet.none().hasAll(SignalSet.taken())).isFalse();
        assertThat(SignalSet.taken().hasAll(SignalSet.none())).isTrue();
        assertThat(SignalSet.taken().has(Signal.KILL)).isFalse();
    }

    @Test
    void nativeFormHasTheFirstSignalInTheLowestBit() {
        assertThat(SignalSet.parse("0000000000004003").toNative())
                .hasSize(16)
                .startsWith(0x4003L, 0L)
                .endsWith(0L);
    }

    @Test
    void masksOfThisProcessAreFound() throws IOException {
        assertThat(OwnProcess.blocked().has(Signal.TERM)).isFalse();
        assertThat(OwnProcess.ignored().has(Signal.TERM)).isFalse();
    }
}
