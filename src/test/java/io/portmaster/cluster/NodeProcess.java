package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node as users run it: one JVM, started with {@code serve}. It keeps its address through kills and new starts. */
public final class NodeProcess implements AutoCloseable {
    /** Tests start many nodes for a short time: what the second compiler gains is spent before it pays. */
    static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Place place;
    private final int port = FreePort.next();
    private final Path log;
    private final List<String> jvm;
    private final List<String> options;
    private final Map<String, String> environment;
    private @Nullable ChildProcess process;

    /**
     * @param folder for its log
     * @param jvm options for its JVM, besides those of {@code deploy/jvm.options}
     * @param options for {@code serve}; it listens at an address of its own unless they say where
     * @param environment that may say the same
     */
    NodeProcess(Path folder, List<String> jvm, List<String> options, Map<String, String> environment) {
        this(Place.LOOPBACK, folder, jvm, options, environment);
    }

    private NodeProcess(
            Place place, Path folder, List<String> jvm, List<String> options, Map<String, String> environment) {
        this.place = place;
        this.log = folder.resolve("node-" + port + ".log");
        this.jvm = jvm;
        this.options = options;
        this.environment = environment;
    }

    /** One that runs there, and doesn't yet. Its JVM is set up for a short life. */
    public static NodeProcess at(Place place, Path folder, List<String> options, Map<String, String> environment) {
        return new NodeProcess(place, folder, SHORT_LIVED, options, environment);
    }

    /** Where it listens, as {@code 127.0.0.1:PORT}. */
    public String address() {
        return place.host() + ":" + port;
    }

    public ApiClient api() {
        return new ApiClient("http://" + address());
    }

    /** Returns at once. */
    public void start() {
        List<String> command = new ArrayList<>(deployedJvm());
        command.addAll(jvm);
        command.addAll(program());
        command.add("serve");
        command.addAll(options);
        if (!options.contains("--listen")) {
            command.addAll(List.of("--listen", address()));
        }
        process = ChildProcess.start(place.launching(command), environment, log);
    }

    /** Returns once it says that it is ready. */
    public NodeProcess awaitReady() {
        Await.until(address() + " is ready", PATIENCE, () -> {
            if (!running().isAlive()) {
                throw new AssertionError("the node ended before it was ready:\n" + log());
            }
            return isReady();
        });
        return this;
    }

    public boolean isReady() {
        try {
            return api().get("/readyz").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public long pid() {
        return running().pid();
    }

    public void freeze() {
        running().freeze();
    }

    public void thaw() {
        running().thaw();
    }

    public void kill() {
        running().kill();
    }

    /** SIGTERM, without waiting. */
    public void askToEnd() {
        running().askToEnd();
    }

    /** Waits for its end and returns its exit status. */
    public int awaitExit() {
        return running().awaitExit();
    }

    /** What it has said so far, over all its starts. */
    public String log() {
        return running().log();
    }

    /** At once: a node that ends in order takes seconds over it, and what it has to lose is nobody's. */
    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("the node was never started");
        }
        return process;
    }

    /** How a JVM is started that is set up as {@code deploy/} does it. */
    static List<String> deployedJvm() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "@" + Checkout.file("deploy/jvm.options"));
    }

    /** The jar, if it is of these classes; before it is built, the classes themselves. */
    static List<String> program() {
        Path jar = Checkout.file("target/portmaster.jar");
        Path classes = Checkout.file("target/classes");
        return Files.exists(jar) && !isOlder(jar, classes)
                // The archive is there if a script of scripts/ has made the jar.
                ? List.of("-XX:SharedArchiveFile=" + Checkout.file("target/portmaster.jsa"), "-jar", jar.toString())
                : List.of("-cp", classpath(), "io.portmaster.Main");
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

    /** The tests' own, without the tests, whose settings are none of a node's. */
    private static String classpath() {
        // Surefire may hand its JVM a jar that only points at the class path, and keeps the real one here.
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(java.io.File.pathSeparator))
                .filter(entry -> !Path.of(entry).endsWith("test-classes"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }
}
