package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * All processes and proxies of a test. They start on demand and end with the test. A stage in a static field lasts for the whole
 * class, one in an instance field for one test. The logs of a failed test are kept, and their folder is printed.
 */
public final class Stage
        implements AutoCloseable, BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private @Nullable ExtensionContext owner;
    private @Nullable Path folder;
    private volatile boolean failed;

    /**
     * A stage outside of a test. It ends with {@link #close}, and leaves its folder.
     *
     * @param folder for data and logs
     */
    public static Stage in(Path folder) {
        Stage stage = new Stage();
        stage.folder = folder;
        return stage;
    }

    /** An etcd of one or three members that serves. */
    public EtcdCluster etcd(int size) {
        EtcdCluster etcd = EtcdHost.ofThisMachine().etcd(size, newFolder("etcd-"));
        started.push(etcd);
        return etcd.start();
    }

    /**
     * An etcd whose members are processes of this machine, with the options that users have: acknowledged data is on the disk.
     */
    public LocalEtcd durableEtcd(int size) {
        LocalEtcd etcd = EtcdBinary.ofThisMachine().durableEtcd(size, newFolder("etcd-"));
        started.push(etcd);
        return etcd.start();
    }

    /** An etcd of one member, a process of this machine, with these options besides the tests' own. */
    public LocalEtcd etcdWith(String... options) {
        LocalEtcd etcd = EtcdBinary.ofThisMachine().etcdWith(List.of(options), newFolder("etcd-"));
        started.push(etcd);
        return etcd.start();
    }

    /** An etcd whose members are processes of this machine. They don't run yet. */
    LocalEtcd etcdToCome(int size) {
        return keep(EtcdBinary.ofThisMachine().etcd(size, newFolder("etcd-")));
    }

    /** The same etcd, with a member at each of these addresses of the loopback interface, all on the same port. */
    LocalEtcd etcdToCome(List<String> hosts, int port) {
        return keep(EtcdBinary.ofThisMachine().etcdOn(hosts, port, newFolder("etcd-")));
    }

    /** Starts a member of that etcd that only learns, and doesn't wait for it. */
    EtcdProcess learner(LocalEtcd etcd) {
        EtcdProcess learner = etcd.startLearner();
        started.push(learner::discard);
        return learner;
    }

    /** An {@code etcd grpc-proxy} that answers. */
    EtcdGateway gateway(EtcdCluster etcd) {
        return keep(new EtcdGateway(etcd, newFolder("gateway-")));
    }

    /** A file for the host names that nodes know. */
    HostsFile hostsFile() {
        return new HostsFile(newFolder("hosts-").resolve("hosts"));
    }

    /** Starts a node, and doesn't wait for it, so that several can start at the same time. */
    public NodeProcess node(String endpoints, String... options) {
        List<String> all = new ArrayList<>(List.of("--etcd", endpoints));
        all.addAll(List.of(options));
        return node(all, Map.of());
    }

    /** Starts a node with these options and no others, and doesn't wait for it. */
    public NodeProcess node(List<String> options, Map<String, String> environment) {
        return start(new NodeProcess(folder(), NodeJvm.SHORT_LIVED, options, environment));
    }

    /** Starts a node that knows the host names of that file and no others, and doesn't wait for it. */
    NodeProcess node(HostsFile hosts, String endpoints, String... options) {
        List<String> all = new ArrayList<>(List.of("--etcd", endpoints));
        all.addAll(List.of(options));
        return start(new NodeProcess(folder(), NodeJvm.SHORT_LIVED.knowing(hosts), all, Map.of()));
    }

    /** Starts a node in that JVM, and doesn't wait for it. */
    public NodeProcess node(NodeJvm jvm, String endpoints, String prefix) {
        List<String> options = List.of("--etcd", endpoints, "--prefix", prefix);
        return start(new NodeProcess(folder(), jvm, options, Map.of()));
    }

    private NodeProcess start(NodeProcess node) {
        started.push(node);
        node.start();
        return node;
    }

    /** Starts nodes on one etcd. All of them are ready. */
    public List<NodeProcess> nodes(int count, String endpoints, String... options) {
        List<NodeProcess> nodes =
                Stream.generate(() -> node(endpoints, options)).limit(count).toList();
        nodes.forEach(NodeProcess::awaitReady);
        return nodes;
    }

    /** Runs {@code check} on that etcd. */
    public ProgramRun check(String endpoints, String... options) {
        List<String> all = new ArrayList<>(List.of("--etcd", endpoints));
        all.addAll(List.of(options));
        return check(all, Map.of());
    }

    /** Runs {@code check} with these options and no others. */
    public ProgramRun check(List<String> options, Map<String, String> environment) {
        return run("check", options, environment);
    }

    /** Runs {@code init} on that etcd. */
    ProgramRun init(String endpoints, String... options) {
        List<String> all = new ArrayList<>(List.of("--etcd", endpoints));
        all.addAll(List.of(options));
        return run("init", all, Map.of());
    }

    private ProgramRun run(String command, List<String> options, Map<String, String> environment) {
        return ProgramRun.of(
                command, options, environment, newFolder(command + "-").resolve(command + ".log"));
    }

    /** Starts a program of the tests, in a JVM that is set up as a node's. */
    public ChildProcess program(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(NodeProgram.deployedJvm());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ChildProcess process = ChildProcess.start(command, Map.of(), folder().resolve(main.getSimpleName() + ".log"));
        started.push(process);
        return process;
    }

    /**
     * Starts HAProxy, and doesn't wait for it.
     *
     * @param nodes three addresses, as {@code HOST:PORT}
     */
    public HaproxyProcess haproxy(List<String> nodes) {
        HaproxyProcess haproxy = new HaproxyProcess(newFolder("haproxy-"), nodes);
        started.push(haproxy);
        return haproxy;
    }

    /** @param endpoint of an etcd member, as {@code http://HOST:PORT} */
    public TcpProxy tcpProxy(String endpoint) {
        TcpProxy proxy = new TcpProxy(endpoint);
        started.push(proxy);
        return proxy;
    }

    /** A proxy with one address for all members of an etcd. Each connection goes to the next member. */
    TcpProxy balancer(EtcdCluster etcd) {
        return keep(TcpProxy.balancing(List.of(etcd.endpoints().split(","))));
    }

    /** @param endpoint of an etcd member, as {@code http://HOST:PORT} */
    public GrpcProxy grpcProxy(String endpoint) {
        GrpcProxy proxy = new GrpcProxy(endpoint);
        started.push(proxy);
        return proxy;
    }

    /** Closes something else at the end of the test. */
    public <T extends AutoCloseable> T keep(T closeable) {
        started.push(closeable);
        return closeable;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        open(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (owner == null) {
            open(context);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        closeAfter(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        closeAfter(context);
    }

    private void open(ExtensionContext context) {
        owner = context;
        failed = false;
        try {
            folder = Files.createTempDirectory("portmaster-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeAfter(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            failed = true;
        }
        if (owner == null || !owner.getUniqueId().equals(context.getUniqueId())) {
            return;
        }
        owner = null;
        endAll();
        if (failed) {
            System.out.println("Logs of " + context.getDisplayName() + ": " + folder);
        } else {
            removeFolder();
        }
    }

    @Override
    public void close() {
        endAll();
    }

    /** Ends all in the reverse order of their starts. If one fails to end, the others end all the same. */
    private void endAll() {
        List<Throwable> troubles = new ArrayList<>();
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception | AssertionError e) {
                troubles.add(e);
            }
        }
        if (!troubles.isEmpty()) {
            AssertionError failure = new AssertionError("not everything ended as it should", troubles.get(0));
            troubles.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private Path folder() {
        return Objects.requireNonNull(folder, "the stage opens with the test");
    }

    private Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(folder(), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeFolder() {
        Folders.remove(folder());
    }
}
