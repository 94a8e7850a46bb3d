package io.portmaster.exec;

import com.sun.jna.Pointer;
import java.util.function.Consumer;

/**
 * The signals that come to this process. All its threads have blocked them, as {@link Relaunch} sees to it: so no handler runs,
 * and each signal waits until it is taken here.
 */
final class Signals {
    private final Consumer<Signal> listener;
    private volatile boolean over;

    private Signals(Consumer<Signal> listener) {
        this.listener = listener;
    }

    /** @param listener gets each signal, on a thread of its own */
    static Signals listen(Consumer<Signal> listener) {
        Signals signals = new Signals(listener);
        Daemon.start("signals", signals::listenOnAndOn);
        return signals;
    }

    /**
     * Ends the thread. A JVM that exits waits for 300 ms while a thread is in native code, as one that waits for a signal is. The
     * signal that wakes it up here is one that means nothing to a process by itself.
     */
    void end() {
        over = true;
        LibC.kill((int) ProcessHandle.current().pid(), Signal.CHLD.number());
    }

    private void listenOnAndOn() {
        long[] taken = SignalSet.taken().toNative();
        // The mask of a thread that the JVM has started has all of them already.
        LibC.pthread_sigmask(LibC.SIG_BLOCK, taken, Pointer.NULL);
        while (!over) {
            Signal signal = Signal.of(LibC.sigwaitinfo(taken, Pointer.NULL));
            if (signal != null) {
                listener.accept(signal);
            }
        }
    }
}
