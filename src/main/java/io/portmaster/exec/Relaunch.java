package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The kernel's link to the program of this process, wherever it was found. */
    private static final Path PROGRAM = Path.of("/proc/self/exe");

    /** Tells the second JVM that it is the second one, and which open files are the user's. */
    private static final String MARK = "portmaster.exec-relaunched";

    /**
     * The JVM leaves signals alone ({@code -Xrs}). It is small, since it waits most of the time. Archives of classes are used
     * where they were made to be: moved, their pages are this process's own.
     */
    private static final List<String> OPTIONS = List.of(
            "-Xrs",
            "-Xms4m",
            "-Xmx24m",
            "-XX:TieredStopAtLevel=1",
            "-XX:CICompilerCount=1",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0");

    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private Relaunch() {}

    /**
     * Does early what would be done later, while nothing else has been loaded yet: that takes half the time, and the JVM has opened
     * no files that look like the user's. If it fails, the later try tells why.
     *
     * @param arguments of the program
     */
    public static void early(String[] arguments) {
        if (System.getProperty(MARK) == null && runsACommand(arguments)) {
            try {
                ifNeeded();
            } catch (IOException | IllegalStateException | LinkageError e) {
                // Told later.
            }
        }
    }

    /** Whether they name {@code exec}, maybe behind options of all commands, and have the two dashes before a command. */
    static boolean runsACommand(String... arguments) {
        boolean isValue = false;
        for (int index = 0; index < arguments.length; index++) {
            String word = arguments[index];
            if (word.startsWith("-")) {
                isValue = !word.contains("=");
            } else if (isValue) {
                isValue = false;
            } else {
                List<String> rest = List.of(arguments).subList(index, arguments.length);
                return word.equals("exec") && rest.contains("--");
            }
        }
        return false;
    }

    /**
     * Returns if the JVM was started for exec. Else another one takes its place, and begins with the same arguments.
     *
     * @return the open files that the first JVM was started with
     */
    static Descriptors ifNeeded() throws IOException {
        String passed = System.getProperty(MARK);
        if (passed != null) {
            if (!OwnProcess.blocked().hasAll(SignalSet.taken())) {
                throw new IllegalStateException("this JVM doesn't leave signals alone");
            }
            return Descriptors.parse(passed);
        }
        Descriptors descriptors = Descriptors.atStart();
        leaveSignalsToTheKernel();
        List<byte[]> environment = OwnProcess.environment();
        List<byte[]> words = new ArrayList<>(OwnProcess.commandLine());
        words.addAll(
                1,
                Stream.concat(Stream.of("-D" + MARK + "=" + descriptors), options(words, environment))
                        .map(Relaunch::bytes)
                        .toList());
        List<byte[]> variables = new ArrayList<>(environment);
        variables.add(0, bytes(SUSPEND_SIGNAL + "=" + UNUSED));
        byte[] program = CStrings.terminated(bytes(program().toString()));
        Pointer commandLine = CStrings.array(words);
        Pointer allVariables = CStrings.array(variables);
        descriptors.closeOwnOnStart();
        LibC.pthread_sigmask(LibC.SIG_BLOCK, SignalSet.taken().toNative(), Pointer.NULL);
        descriptors.replaceMissing();
        LibC.execve(program, commandLine, allVariables);
        throw LibC.failure("can't start the JVM again");
    }

    /**
     * Lets the kernel end this process by the signals that end the JVM. One that the JVM catches now would be lost with it, before
     * it has done anything about it. {@code scripts/portmaster} starts the JVM so that it catches none ({@code -Xrs}).
     */
    private static void leaveSignalsToTheKernel() throws IOException {
        SignalSet caught = OwnProcess.caught();
        for (Signal signal : List.of(Signal.HUP, Signal.INT, Signal.QUIT, Signal.TERM)) {
            if (caught.has(signal)) {
                LibC.signal(signal.number(), Pointer.NULL);
            }
        }
    }

    /** The file, so that lists of processes show its name. Somebody may have replaced it since it was started: then the link. */
    private static Path program() throws IOException {
        Path file = Files.readSymbolicLink(PROGRAM);
        boolean isPlain = US_ASCII.newEncoder().canEncode(file.toString());
        return isPlain && Files.isExecutable(file) ? file : PROGRAM;
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
