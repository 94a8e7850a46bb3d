package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The processes that are measured: an etcd of the bench's own, a node on it, and the other servers that a case needs. */
final class TestBed implements AutoCloseable {
    private static final String PREFIX = "/portmaster/";

    private final Stage stage;
    private final NodeJvm jvm;
    private final EtcdCluster etcd;
    private final NodeProcess node;
    private final Generator generator = new Generator();
    private final BenchService service;

    /**
     * @param folder for data and logs
     * @param jvm of the nodes
     */
    TestBed(Path folder, int members, NodeJvm jvm) {
        this.stage = Stage.in(folder);
        this.jvm = jvm;
        this.etcd = stage.durableEtcd(members);
        this.node = stage.node(jvm, etcd.endpoints(), PREFIX).awaitReady();
        this.service = service(node.address());
    }

    Stage stage() {
        return stage;
    }

    EtcdCluster etcd() {
        return etcd;
    }

    NodeProcess node() {
        return node;
    }

    Generator generator() {
        return generator;
    }

    BenchService service() {
        return service;
    }

    /** The JVM of the nodes. */
    NodeJvm jvm() {
        return jvm;
    }

    /** The prefix that the node keeps its keys under. */
    String prefix() {
        return PREFIX;
    }

    /** Starts a node, and doesn't wait until it is ready. */
    NodeProcess newNode(String prefix) {
        return newNode(jvm, prefix);
    }

    /** Starts a node in that JVM, and doesn't wait until it is ready. */
    NodeProcess newNode(NodeJvm jvm, String prefix) {
        return stage.node(jvm, etcd.endpoints(), prefix);
    }

    BenchService service(String address) {
        return new BenchService(address, etcd.client(), generator);
    }

    /** A new client of etcd. */
    Client newClient() {
        return Client.builder().endpoints(members()).build();
    }

    /** The URLs of etcd's members. */
    List<URI> members() {
        return Stream.of(etcd.endpoints().split(",", -1)).map(URI::create).toList();
    }

    /** A meter that reads the node's figures, too. */
    Meter meter() {
        return meter(List.of(node), Map.of());
    }

    /** A meter of a load that doesn't ask the node, and of its server, if it has one. */
    Meter meterOfBaseline(OptionalLong server) {
        return meter(List.of(), server.isPresent() ? Map.of(Meter.NODE, server.getAsLong()) : Map.of());
    }

    Meter meter(List<NodeProcess> nodes, Map<String, Long> others) {
        Map<String, List<ProcessStatus>> roles = new LinkedHashMap<>();
        if (!nodes.isEmpty()) {
            roles.put(
                    Meter.NODE,
                    nodes.stream().map(each -> new ProcessStatus(each.pid())).toList());
        }
        roles.put(
                Meter.ETCD,
                IntStream.range(0, etcd.size())
                        .mapToObj(
                                number -> new ProcessStatus(etcd.member(number).pid()))
                        .toList());
        others.forEach((role, pid) -> roles.put(role, List.of(new ProcessStatus(pid))));
        roles.put(
                Meter.GENERATOR,
                List.of(new ProcessStatus(ProcessHandle.current().pid())));
        return new Meter(roles, nodes);
    }

    @Override
    public void close() {
        generator.close();
        stage.close();
    }
}
