package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String KEY = "key";
    private static final Pattern VALID_KEY = Pattern.compile("[!-~]{16,128}");

    private final Path path;
    private final Map<String, String> lines;

    private StateFile(Path path, Map<String, String> lines) {
        this.path = path;
        this.lines = lines;
    }

    /** The folder for the states of all instances, by the XDG base directory specification. */
    static Path folder(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) {
            throw new IllegalStateException("set HOME or XDG_STATE_HOME: the state of exec has to be kept there");
        }
        Path folder = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
        return folder.resolve("portmaster").resolve("exec");
    }

    /** The place of an instance's state. Names have nothing but ASCII in them. */
    static Path path(Path folder, String service, String instance) {
        return folder.resolve(encoded(service)).resolve(encoded(instance));
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte character : name.getBytes(UTF_8)) {
            boolean plain = Character.isLetterOrDigit(character) || "._-".indexOf(character) >= 0;
            text.append(plain ? String.valueOf((char) character) : String.format("%%%02X", character));
        }
        return text.toString();
    }

    /** Makes the folder of a state file. */
    static void makeRoom(Path path) throws IOException {
        Files.createDirectories(path.getParent(), FOLDER);
    }

    /** Reads the state of an instance; a new one has none. */
    static StateFile read(Path path) throws IOException {
        return new StateFile(path, lines(path));
    }

    private static Map<String, String> lines(Path path) throws IOException {
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
        }
        return lines;
    }

    /**
     * The instance's idempotency key. A new one is written down before it is used.
     *
     * @param random makes one
     */
    String key(Supplier<UUID> random) throws IOException {
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
    void remember(URI url, String lease) throws IOException {
        lines.put("url", url.toString());
        lines.put("lease", lease);
        write();
    }

    /** A reader sees the old file or the new one, also after a power cut. */
    private void write() throws IOException {
        Path folder = path.getParent();
        Path next = Files.createTempFile(folder, ".new-", "", FILE);
        try {
            List<String> text = lines.entrySet().stream()
                    .map(line -> line.getKey() + "=" + line.getValue())
                    .toList();
            Files.write(next, text, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.DSYNC);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
