package io.portmaster.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program of a node, as a JVM is started with it. */
final class NodeProgram {
    /**
     * The jar with the archive of its classes, as the scripts start it, if it is newer than the classes; else the classes
     * themselves. It is looked for once: nobody builds while tests run.
     */
    static final List<String> ARGUMENTS = arguments();

    private NodeProgram() {}

    /** The command line of a JVM that is set up as in {@code deploy/}. */
    static List<String> deployedJvm() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "@" + Checkout.file("deploy/jvm.options"));
    }

    private static List<String> arguments() {
        Path jar = Checkout.file("target/portmaster.jar");
        if (!Files.exists(jar) || isOlder(jar, Checkout.file("target/classes"))) {
            return List.of("-cp", classpath(), "io.portmaster.Main");
        }
        // The archive takes seconds once, and saves a second at each of the many starts.
        ChildProcess.outputOf(List.of(
                "bash",
                "-c",
                "for part in messages processes etcd node; do source scripts/lib/$part.sh; done && archive_classes"));
        return List.of("-XX:SharedArchiveFile=" + Checkout.file("target/portmaster.jsa"), "-jar", jar.toString());
    }

    private static boolean isOlder(Path jar, Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            FileTime built = Files.getLastModifiedTime(jar);
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file) && Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path without the tests: their settings are not a node's. */
    private static String classpath() {
        // Surefire may give its JVM a jar that only refers to the class path, which this property holds.
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
