package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** What host names stand for, to the JVMs that are started with {@link #jvmOption}: they know no other names. */
public final class HostsFile {
    private final Path file;

    /** @param file need not exist yet */
    public HostsFile(Path file) {
        this.file = file;
    }

    public String jvmOption() {
        return "-Djdk.net.hosts.file=" + file;
    }

    /** From now on the name stands for these addresses and is the only one. */
    public void set(String name, List<String> addresses) {
        String lines =
                addresses.stream().map(address -> address + " " + name + "\n").collect(Collectors.joining());
        try {
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), lines);
            // At once: who reads it sees all of it, or all that was before.
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
