package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The open files of this process. Those that it was started with go on to the command, such as a socket that systemd has opened.
 * Those that the JVM or exec has opened don't: a connection that the command held open would outlive exec.
 */
final class Descriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final int LAST_STANDARD = 2;

    private final Set<Integer> inherited;
    private final Set<Integer> missing;

    private Descriptors(Set<Integer> inherited, Set<Integer> missing) {
        this.inherited = inherited;
        this.missing = missing;
    }

    /** Looks what is open now. Called before exec opens anything. */
    static Descriptors atStart() throws IOException {
        // The first call of the C library opens files, too, so the list comes before it.
        Map<Integer, Path> open = open();
        Set<Integer> inherited = new TreeSet<>();
        open.forEach((descriptor, file) -> {
            if (descriptor > LAST_STANDARD && !isOfTheJvm(file) && !closesItself(descriptor)) {
                inherited.add(descriptor);
            }
        });
        Set<Integer> missing = new TreeSet<>();
        for (int descriptor = 0; descriptor <= LAST_STANDARD; descriptor++) {
            Path file = open.get(descriptor);
            if (file == null || isOfTheJvm(file)) {
                missing.add(descriptor);
            }
        }
        return new Descriptors(inherited, missing);
    }

    /** Reads what {@link #toString} has written. */
    static Descriptors parse(String text) {
        return new Descriptors(
                Stream.of(text.split(",", -1))
                        .filter(number -> !number.isEmpty())
                        .map(Integer::valueOf)
                        .collect(Collectors.toCollection(TreeSet::new)),
                Set.of());
    }

    /** The numbers of those that go on to the command. */
    @Override
    public String toString() {
        return inherited.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Those that go on to the command. */
    Set<Integer> inherited() {
        return inherited;
    }

    /** Lets the kernel close what wasn't inherited, as soon as another program begins. */
    void closeOwnOnStart() throws IOException {
        for (int descriptor : open().keySet()) {
            if (descriptor > LAST_STANDARD && !inherited.contains(descriptor)) {
                LibC.fcntl(descriptor, LibC.F_SETFD, LibC.FD_CLOEXEC);
            }
        }
    }

    /**
     * Opens the standard streams that exec was started without, as empty ones. The JVM has taken their numbers for its own files, and
     * can load no more classes after this call.
     */
    void replaceMissing() {
        byte[] device = CStrings.terminated("/dev/null".getBytes(US_ASCII));
        for (int descriptor : missing) {
            int nowhere = LibC.open(device, LibC.O_RDWR);
            if (nowhere != descriptor) {
                LibC.dup2(nowhere, descriptor);
                LibC.close(nowhere);
            }
        }
    }

    /** What is open, but for the list itself. */
    private static Map<Integer, Path> open() throws IOException {
        Path list = OPEN.toRealPath();
        Map<Integer, Path> open = new HashMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(list)) {
            for (Path link : links) {
                try {
                    Path file = Files.readSymbolicLink(link);
                    if (!file.equals(list)) {
                        open.put(Integer.valueOf(link.getFileName().toString()), file);
                    }
                } catch (NoSuchFileException e) {
                    // Another thread has just closed it.
                }
            }
        }
        return open;
    }

    /** Whether the kernel closes it anyway, or it has been closed since it was listed. */
    private static boolean closesItself(int descriptor) {
        int flags = LibC.fcntl(descriptor, LibC.F_GETFD, 0);
        return flags < 0 || (flags & LibC.FD_CLOEXEC) != 0;
    }

    /** Whether the JVM has opened it to load classes. */
    private static boolean isOfTheJvm(Path file) {
        return file.startsWith(System.getProperty("java.home", ""))
                || Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                        .anyMatch(entry -> isSame(file, Path.of(entry)));
    }

    private static boolean isSame(Path file, Path entry) {
        try {
            return Files.isSameFile(file, entry);
        } catch (IOException e) {
            return false;
        }
    }
}
