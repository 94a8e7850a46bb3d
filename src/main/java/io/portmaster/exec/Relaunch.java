package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Starts the JVM of this process again, with options and a mask of signals that suit exec. The process stays the same: its id,
 * its files, its place in a terminal. A JVM takes some signals for itself, and leaves to others only those that were blocked
 * when it started. Whoever starts the first JVM can't be asked to block them: shells that stand before {@code java} undo it.
 */
public final class Relaunch {
    /** The JVM suspends threads with SIGUSR2, unless this variable names another signal. */
    private static final String SUSPEND_SIGNAL = "_JAVA_SR_SIGNUM";

    /** A real-time signal that nobody uses. (The C library has the first two of them, and the JDK's sockets have 62.) */
    private static final int UNUSED = 50;

    /** The program of this process, wherever it was found. */
    private static final String PROGRAM = "/proc/self/exe";

    /** Tells the second JVM that it is the second one. */
    private static final String MARK = "portmaster.exec-relaunched";

    /**
     * The JVM leaves signals alone ({@code -Xrs}). It is small, since it waits most of the time. Archives of classes are used
     * where they were made to be: moved, their pages are this process's own.
     */
    private static final List<String> OPTIONS = List.of(
            "-D" + MARK + "=true",
            "-Xrs",
            "-Xms4m",
            "-Xmx24m",
            "-XX:TieredStopAtLevel=1",
            "-XX:CICompilerCount=1",
            "-XX:-UsePerfData",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0");

    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private Relaunch() {}

    /**
     * Does early what would be done later, while nothing else has been loaded yet: that takes half the time. If it fails, the later
     * try tells why.
     *
     * @param arguments of the program
     */
    public static void early(String[] arguments) {
        // Without these two dashes exec runs no command.
        if (Boolean.getBoolean(MARK) || !List.of(arguments).contains("--")) {
            return;
        }
        try {
            ifNeeded(Descriptors.atStart());
        } catch (IOException | IllegalStateException | LinkageError e) {
            // Told later.
        }
    }

    /** Returns if the JVM was started for exec. Else another one takes its place, and begins with the same arguments. */
    static void ifNeeded(Descriptors descriptors) throws IOException {
        if (Boolean.getBoolean(MARK)) {
            if (!OwnProcess.blocked().hasAll(SignalSet.taken())) {
                throw new IllegalStateException("this JVM doesn't leave signals alone");
            }
            return;
        }
        List<byte[]> environment = OwnProcess.environment();
        List<byte[]> words = new ArrayList<>(OwnProcess.commandLine());
        words.addAll(1, options(words, environment).map(Relaunch::bytes).toList());
        List<byte[]> variables = new ArrayList<>(environment);
        variables.add(0, bytes(SUSPEND_SIGNAL + "=" + UNUSED));
        descriptors.closeOwnOnStart();
        LibC.pthread_sigmask(LibC.SIG_BLOCK, SignalSet.taken().toNative(), Pointer.NULL);
        LibC.execve(CStrings.terminated(bytes(PROGRAM)), CStrings.array(words), CStrings.array(variables));
        throw LibC.failure("can't start the JVM again");
    }

    /** A JVM that is told two collectors doesn't start. */
    private static Stream<String> options(List<byte[]> words, List<byte[]> environment) {
        boolean chosen = Stream.concat(words.stream(), environment.stream())
                .anyMatch(text -> new String(text, ISO_8859_1).matches("(?s).*-XX:\\+Use\\w+GC\\b.*"));
        return Stream.concat(OPTIONS.stream(), chosen ? Stream.empty() : Stream.of(COLLECTOR));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    /** The variables that this class adds, and that nobody else needs. */
    static Set<String> ownVariables() {
        return Set.of(SUSPEND_SIGNAL);
    }
}
