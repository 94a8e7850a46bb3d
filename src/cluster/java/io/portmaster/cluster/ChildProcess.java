package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that the tests started. Both outputs are appended to a log file. The process ends with the tests, even if they are
 * interrupted.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param environment on top of what the tests have
     * @param log need not exist yet
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            RUNNING.add(process);
            process.getOutputStream().close();
            return new ChildProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("can't start " + command.get(0), e);
        }
    }

    /** Runs a command to its end, and returns its standard output. Its other output is told if the command fails. */
    public static String outputOf(List<String> command) {
        try {
            Path errors = Files.createTempFile("portmaster-", ".err");
            try {
                return outputOf(command, errors);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't run " + command.get(0), e);
        }
    }

    private static String outputOf(List<String> command, Path errors) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        RUNNING.add(process);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int status = awaitExit(process, PATIENCE);
        if (status != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with status " + status + ": "
                    + Files.readString(errors).strip());
        }
        return output;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGSTOP: the process keeps all that it has, and does nothing. */
    public void freeze() {
        signal("STOP");
        // After the signal the threads run on for a moment, which is long enough for an answer.
        Await.until("process " + process.pid() + " stands still", PATIENCE, this::isFrozen);
    }

    /** Whether all threads are stopped. The kernel tells a thread's state behind its name. */
    private boolean isFrozen() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                String stat = Files.readString(thread.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')') + 1).startsWith(" T")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // a thread has just ended
        }
    }

    /** Sends SIGCONT: the process goes on. */
    public void thaw() {
        signal("CONT");
    }

    /** Sends SIGTERM, and doesn't wait. */
    public void askToEnd() {
        process.destroy();
    }

    /** Sends SIGKILL: the process ends without tidying up. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits until the process ends, and returns its exit status. */
    public int awaitExit() {
        return awaitExit(PATIENCE);
    }

    /** As {@link #awaitExit()}, for a process that may take longer. */
    public int awaitExit(Duration limit) {
        return awaitExit(process, limit);
    }

    /** The output so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the process to end, and kills it if it doesn't. */
    @Override
    public void close() {
        if (process.isAlive()) {
            thaw(); // a frozen process would never end
            askToEnd();
            try {
                awaitExit();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static int awaitExit(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "process " + process.pid() + " is still there after " + limit.toSeconds() + " s");
            }
            RUNNING.remove(process);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for process " + process.pid(), e);
        }
    }

    /** Uses the shell's own kill: a small Debian has no other. */
    public void signal(String name) {
        outputOf(List.of("/bin/sh", "-c", "kill -s " + name + " " + process.pid()));
    }
}
