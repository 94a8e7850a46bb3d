package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChildStatusTest {
    @Test
    void commandThatExitsHasItsOwnStatus() {
        assertThat(new ChildStatus(0).exitCode()).isZero();
        assertThat(new ChildStatus(0xff00).exitCode()).isEqualTo(255);
        assertThat(new ChildStatus(0x0300).isStopped()).isFalse();
    }

    @Test
    void commandThatASignalEndsHas128AndItsNumber() {
        assertThat(new ChildStatus(15).exitCode()).isEqualTo(143);
        // The kernel has written a core file.
        assertThat(new ChildStatus(0x80 | 3).exitCode()).isEqualTo(131);
    }

    @Test
    void stoppedCommandHasNotEnded() {
        assertThat(new ChildStatus(20 << 8 | 0x7f).isStopped()).isTrue();
        assertThat(new ChildStatus(20 << 8 | 0x7f).stopSignal()).isEqualTo(20);
    }
}
