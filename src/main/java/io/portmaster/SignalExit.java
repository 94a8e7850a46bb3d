package io.portmaster;

import io.portmaster.logging.LogOutput;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Ends the process on SIGTERM, SIGINT or SIGHUP. The exit status is 0 if all that was begun was finished, and 128 plus the
 * signal's number, as if the signal had killed the process, if not. The JVM by itself exits with the latter in any case, and a
 * shutdown hook can't change that.
 *
 * <p>The first signal counts. Further ones change nothing: wrappers and terminals often send the same wish twice.
 *
 * <p>Signals are heard before the options are read, and only they say how much is logged: so nothing here asks for a logger before
 * {@link #drainFirst}.
 */
final class SignalExit {
    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");
    private static final int KILLED_BY_SIGNAL = 128;

    private final AtomicBoolean begun = new AtomicBoolean();

    /** Until there is something to drain, the process may end at once. */
    private volatile BooleanSupplier drain = () -> true;

    /** Why signals are not heard; null if they are. */
    private @Nullable ReflectiveOperationException deaf;

    /** From here on a signal ends the process as described above. */
    void install() {
        try {
            for (String name : SIGNALS) {
                handle(name, this::end);
            }
        } catch (ReflectiveOperationException e) {
            // The JVM was told to leave signals alone (-Xrs), or lacks the module jdk.unsupported.
            deaf = e;
        }
    }

    /**
     * Has the JVM call an action with the signal's number, on a thread of its own. One that the process was started to ignore,
     * such as HUP under nohup, stays ignored. {@code sun.misc.Signal} is the JDK's only way to hear of a signal. It is called by
     * reflection because javac warns of every direct use and knows no way to say that it is meant.
     */
    private static void handle(String name, IntConsumer action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object wanted = signal.getConstructor(String.class).newInstance(name);
        int number = (int) signal.getMethod("getNumber").invoke(wanted);
        Object onSignal = Proxy.newProxyInstance(
                SignalExit.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.accept(number);
                    return null;
                });
        signal.getMethod("handle", signal, handler).invoke(null, wanted, onSignal);
    }

    /** @param toDrain finishes what was begun, and tells whether that was all; called once at most */
    void drainFirst(BooleanSupplier toDrain) {
        drain = toDrain;
        if (deaf != null) {
            LoggerFactory.getLogger(SignalExit.class).warn("a signal will end this node without a drain", deaf);
        }
    }

    private void end(int signal) {
        if (begun.compareAndSet(false, true)) {
            int status = finished() ? 0 : KILLED_BY_SIGNAL + signal;
            LogOutput.flush();
            System.exit(status);
        }
    }

    private boolean finished() {
        try {
            return drain.getAsBoolean();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(SignalExit.class).error("the drain failed", e);
            return false;
        }
    }
}
