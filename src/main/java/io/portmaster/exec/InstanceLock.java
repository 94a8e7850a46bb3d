package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portmaster.exec.ExecException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Keeps two runs of exec on one host from being the same instance: they would take its ports from each other. The lock is a file
 * that names its process, so that {@code portmaster-exec}, a shell script, can hold and read it too.
 */
final class InstanceLock {
    private static final int TRIES = 5;

    /** The field of {@code /proc/PID/stat} that has the start time, counted from the one behind the program's name. */
    private static final int START_TIME = 19;

    /** The states of a process that has ended. */
    private static final Set<String> ENDED = Set.of("Z", "X");

    private final Path file;
    private final String holder;

    private InstanceLock(Path file, String holder) {
        this.file = file;
        this.holder = holder;
    }

    /**
     * Takes the lock.
     *
     * @throws ExecException if another run has it
     */
    static InstanceLock take(StateFolder folder, String instance) throws ExecException, IOException {
        Path file = folder.lock(instance);
        String own = ProcessHandle.current().pid() + " " + startTime(Path.of("/proc/self/stat"));
        Path mine = Files.createTempFile(folder.path(), ".new-", "");
        try {
            Files.writeString(mine, own + "\n");
            for (int attempt = 0; attempt < TRIES; attempt++) {
                try {
                    Files.createLink(file, mine);
                    return new InstanceLock(file, own);
                } catch (FileAlreadyExistsException e) {
                    removeIfStale(file);
                }
            }
        } finally {
            Files.delete(mine);
        }
        throw new ExecException(Reason.IN_USE, "other processes keep taking " + file);
    }

    private static void removeIfStale(Path file) throws ExecException, IOException {
        try {
            String holder = Files.readString(file, ISO_8859_1).strip();
            if (isAlive(holder)) {
                throw new ExecException(
                        Reason.IN_USE,
                        "process " + holder.split(" ", -1)[0] + " on this host is that instance already (it holds "
                                + file + ")");
            }
            Files.deleteIfExists(file);
        } catch (NoSuchFileException e) {
            // Its holder has just ended.
        }
    }

    /** Whether the process is there, and no later one with the same number. The script leaves out a start time it can't find. */
    private static boolean isAlive(String holder) {
        String[] parts = holder.split(" ", -1);
        if (!parts[0].matches("[0-9]{1,9}")) {
            return false;
        }
        try {
            String startTime = startTime(Path.of("/proc", parts[0], "stat"));
            return parts.length == 1 || startTime.equals(parts[1]);
        } catch (IOException e) {
            // It has ended.
            return false;
        }
    }

    /** Of a process that has ended, and that its parent hasn't looked at yet, there is only a name. */
    private static String startTime(Path stat) throws IOException {
        String line = Files.readString(stat, ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        if (ENDED.contains(fields[0])) {
            throw new IOException(stat + " is of a process that has ended");
        }
        return fields[START_TIME];
    }

    /** Gives the lock back, if it is still this process's. */
    void release() throws IOException {
        try {
            if (Files.readString(file, ISO_8859_1).strip().equals(holder)) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // Somebody has removed it by hand.
        }
    }
}
