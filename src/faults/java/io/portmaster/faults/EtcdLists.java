package io.portmaster.faults;

import io.portmaster.cluster.EtcdProcess;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.HostsFile;
import io.portmaster.cluster.NodeJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The value of each node's option {@code --etcd}, and the proxies between the node and the members. */
final class EtcdLists implements AutoCloseable {
    private final ClusterNetwork network;
    private final ClusterSetup setup;
    private final List<EtcdProcess> members;
    private final @Nullable EtcdProcess stranger;
    private final HostsFile hosts;
    private final List<GrpcProxy> grpcProxies = new ArrayList<>();

    /**
     * @param stranger an etcd of its own, if the set-up has one
     * @param folder for the file of host names
     */
    EtcdLists(ClusterNetwork network, ClusterSetup setup, List<EtcdProcess> members, @Nullable EtcdProcess stranger, Path folder) {
        this.network = network;
        this.setup = setup;
        this.members = members;
        this.stranger = stranger;
        this.hosts = new HostsFile(folder.resolve("hosts"));
        haveNameStandFor(members);
    }

    /** A node's list, as the option takes it. */
    String of(String node) {
        if (setup.addresses() == Addresses.ONE_NAME) {
            return "http://" + Addresses.NAME + ":" + members.get(0).port();
        }
        return listOf(node).stream().map(each -> way(node, each)).collect(Collectors.joining(","));
    }

    /** The etcds in a node's list. */
    List<EtcdProcess> listOf(String node) {
        if (setup.addresses() != Addresses.DIFFERENT || Host.NODES.indexOf(node) == 0) {
            return members;
        }
        EtcdProcess other = Objects.requireNonNull(stranger);
        return Host.NODES.indexOf(node) == 1
                ? List.of(other, members.get(0), members.get(1))
                : List.of(members.get(2), other);
    }

    private String way(String node, EtcdProcess member) {
        if (!setup.throughGrpcProxies()) {
            return network.way(node, member.name(), member.endpoint());
        }
        GrpcProxy proxy = new GrpcProxy(member.endpoint());
        grpcProxies.add(proxy);
        return proxy.endpoint();
    }

    /** The proxies between nodes and etcd, if the set-up has them: for each node in turn, one for each member. */
    List<GrpcProxy> grpcProxies() {
        return grpcProxies;
    }

    /** The JVM of a node that is given a name: it also reads the file of host names. */
    NodeJvm knowingTheName(NodeJvm jvm) {
        return setup.addresses() == Addresses.ONE_NAME ? jvm.knowing(hosts) : jvm;
    }

    /** Changes what the name stands for, for all nodes. */
    void haveNameStandFor(List<EtcdProcess> some) {
        hosts.set(Addresses.NAME, some.stream().map(EtcdProcess::host).toList());
    }

    @Override
    public void close() {
        grpcProxies.forEach(GrpcProxy::close);
    }
}
