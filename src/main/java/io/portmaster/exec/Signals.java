package io.portmaster.exec;

import com.sun.jna.Pointer;
import java.util.function.Consumer;

/**
 * The signals that come to this process. All its threads have blocked them, as {@link Relaunch} sees to it: so no handler runs,
 * and each signal waits until it is taken here.
 */
final class Signals {
    private Signals() {}

    /** @param listener gets each signal, on a thread of its own */
    static void listen(Consumer<Signal> listener) {
        Daemon.start("signals", () -> listenOnAndOn(listener));
    }

    private static void listenOnAndOn(Consumer<Signal> listener) {
        long[] taken = SignalSet.taken().toNative();
        // The mask of a thread that the JVM has started has all of them already.
        LibC.pthread_sigmask(LibC.SIG_BLOCK, taken, Pointer.NULL);
        while (true) {
            Signal signal = Signal.of(LibC.sigwaitinfo(taken, Pointer.NULL));
            if (signal != null) {
                listener.accept(signal);
            }
        }
    }
}
