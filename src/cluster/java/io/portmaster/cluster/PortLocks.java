package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The ports that this JVM has taken from all other JVMs that share a file. Failsafe runs two at once, and a port whose process has
 * yet to start, or to start again, looks free to the other one. Each port is a locked byte of the file, until the JVM ends. A JVM
 * should have one object for a file: when another one's channel ends, all locks of the JVM end.
 */
final class PortLocks {
    private final FileChannel file;

    /** The table of locks in a channel forgets those that nobody else refers to. */
    private final Map<Integer, FileLock> taken = new HashMap<>();

    /** @param file that all these JVMs share. It stays, and is empty */
    PortLocks(Path file) {
        try {
            this.file = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The locks that all JVMs of this user share. */
    static PortLocks ofThisUser() {
        String name = "portmaster-test-ports-" + System.getProperty("user.name");
        return new PortLocks(Path.of(System.getProperty("java.io.tmpdir"), name));
    }

    /** Returns whether this JVM has the port from now on. If not, it is another JVM's, or this one had it before. */
    synchronized boolean take(int port) {
        if (taken.containsKey(port)) {
            return false;
        }
        try {
            FileLock lock = file.tryLock(port, 1, false);
            if (lock == null) {
                return false;
            }
            taken.put(port, lock);
            return true;
        } catch (OverlappingFileLockException e) {
            return false; // another object of this class has it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves a port that this JVM has taken to others. */
    synchronized void giveBack(int port) {
        FileLock lock = taken.remove(port);
        if (lock != null) {
            try {
                lock.release();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
