package io.portmaster.exec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What exec keeps of an instance between its runs: above all its idempotency key, by which the next run gets the instance's name
 * and port back. {@code portmaster-exec} reads and writes the same files. Lines are {@code name=value}; those of other names stay.
 */
final class StateFile {
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String KEY = "key";
    private static final Pattern VALID_KEY = Pattern.compile("[!-~]{16,128}");

    private final StateFolder folder;
    private final Path path;
    private final Map<String, String> lines;

    private StateFile(StateFolder folder, Path path, Map<String, String> lines) {
        this.folder = folder;
        this.path = path;
        this.lines = lines;
    }

    /** Reads the state of an instance; a new one has none. */
    static StateFile read(StateFolder folder, String instance) {
        Path path = folder.state(instance);
        return new StateFile(folder, path, lines(folder, path));
    }

    private static Map<String, String> lines(StateFolder folder, Path path) {
        Map<String, String> lines = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(path)) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2) {
                    lines.put(parts[0], parts[1]);
                }
            }
        } catch (NoSuchFileException e) {
            // It is the first run.
        } catch (IOException e) {
            throw folder.unusable(e);
        }
        return lines;
    }

    /**
     * The instance's idempotency key. A new one is written down before it is used.
     *
     * @param random makes one
     */
    String key(Supplier<UUID> random) {
        String key = lines.getOrDefault(KEY, "");
        if (VALID_KEY.matcher(key).matches()) {
            return key;
        }
        String fresh = random.get().toString();
        lines.put(KEY, fresh);
        write();
        return fresh;
    }

    /** Writes down where the instance is at home now, for people. */
    void remember(URI url, String lease) {
        lines.put("url", url.toString());
        lines.put("lease", lease);
        write();
    }

    private void write() {
        try {
            List<String> text = lines.entrySet().stream()
                    .map(line -> line.getKey() + "=" + line.getValue())
                    .toList();
            replace(text);
        } catch (IOException e) {
            throw folder.unusable(e);
        }
    }

    /** A reader sees the old file or the new one, also after a power cut. */
    private void replace(List<String> text) throws IOException {
        Path next = Files.createTempFile(folder.path(), ".new-", "", FILE);
        try {
            Files.write(next, text, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.DSYNC);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
