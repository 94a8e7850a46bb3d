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
 * Ends the process on SIGTERM, SIGINT or SIGHUP. The exit status is 0 if the node has finished everything that it had begun.
 * Else it is 128 plus the signal's number, as if the signal had killed the process. The JVM by itself always exits with the
 * latter, and a shutdown hook can't change that.
 *
 * <p>Only the first signal counts. Wrappers and terminals often send the same signal twice.
 *
 * <p>This class handles signals before the options are read. The options set the log level, so nothing here asks for a logger
 * before {@link #drainFirst}.
 */
final class SignalExit {
    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");
    private static final int KILLED_BY_SIGNAL = 128;

    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Drains the node when a signal comes, and returns whether every request was answered. Until there is a node, there is
     * nothing to drain.
     */
    private volatile BooleanSupplier drain = () -> true;

    /** Why no handler of signals could be installed; null if they are installed. */
    private @Nullable ReflectiveOperationException installFailure;

    /** Installs the handlers. From then on a signal ends the process as described above. */
    void install() {
        try {
            for (String name : SIGNALS) {
                handle(name, this::end);
            }
        } catch (ReflectiveOperationException e) {
            // The JVM was told to leave signals alone (-Xrs), or lacks the module jdk.unsupported.
            installFailure = e;
        }
    }

    /**
     * Lets the JVM call an action with the signal's number, on a thread of its own. A signal that the process was started to
     * ignore, such as HUP under nohup, stays ignored. {@code sun.misc.Signal} is the JDK's only interface for signals. This
     * method calls it by reflection, because javac warns of each direct use and the warning can't be suppressed.
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

    /** @param toDrain finishes what was begun, and returns whether everything was finished. It is called at most once */
    void drainFirst(BooleanSupplier toDrain) {
        drain = toDrain;
        if (installFailure != null) {
            LoggerFactory.getLogger(SignalExit.class)
                    .warn("a signal will end this node without a drain", installFailure);
        }
    }

    private void end(int signal) {
        if (begun.compareAndSet(false, true)) {
            int status = KILLED_BY_SIGNAL + signal;
            try {
                if (finished()) {
                    status = 0;
                }
                LogOutput.flush();
            } catch (LinkageError e) {
                // Classes can't be loaded any more, because somebody has overwritten the jar. Then there may be no log,
                // either.
                System.err.println("portmaster: the drain failed: " + e);
            } finally {
                System.exit(status);
            }
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
