package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** A file of host names. JVMs that are started with {@link #jvmOption} know these names and no others. */
public final class HostsFile {
    private final Path file;

    /** @param file need not exist yet */
    public HostsFile(Path file) {
        this.file = file;
    }

    public String jvmOption() {
        return "-Djdk.net.hosts.file=" + file;
    }

    /** Lets the name stand for these addresses. It is the only name from now on. */
    public void set(String name, List<String> addresses) {
        String lines =
                addresses.stream().map(address -> address + " " + name + "\n").collect(Collectors.joining());
        try {
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), lines);
            // The move is atomic: a reader sees the whole old or the whole new file.
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
