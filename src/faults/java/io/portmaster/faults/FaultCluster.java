package io.portmaster.faults;

import io.portmaster.history.AccessPoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portmaster.cluster.PlainHttp;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.EtcdCluster;
import io.portmaster.cluster.EtcdBinary;
import io.portmaster.cluster.EtcdProcess;
import io.portmaster.cluster.FreePort;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.cluster.HaproxyProcess;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cluster that faults break: three etcd members, three nodes, and HAProxy in front of them. */
final class FaultCluster implements AutoCloseable {
    static final String PREFIX = "/faults/";
    static final String SERVICE = "django";
    static final Duration OFFER_TTL = Duration.ofSeconds(6);

    /** How long a broken cluster may take to serve again. After that the run fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<String> OPTIONS = List.of(
            "--initial-cluster-token=portmaster-faults",
            "--snapshot-count=100",
            "--log-level=warn",
            "--unsafe-no-fsync");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterNetwork network;
    private final ClusterSetup setup;
    private final List<EtcdProcess> members;
    private final EtcdCluster etcd;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final EtcdLists lists;
    private final @Nullable EtcdProcess stranger;
    private final HaproxyProcess haproxy;

    /** @param folder empty, for data and logs */
    FaultCluster(ClusterNetwork network, ClusterSetup setup, Path folder) {
        this.network = network;
        this.setup = setup;
        int oneForAll = FreePort.next();
        List<EtcdProcess.Address> addresses = Host.MEMBERS.stream()
                .map(name -> address(name, setup.addresses() == Addresses.ONE_NAME ? oneForAll : FreePort.next()))
                .toList();
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(setup.etcdOptions());
        this.members = EtcdBinary.ofThisMachine().members(addresses, options, folder);
        this.etcd = new EtcdCluster(members);
        setup.disk().prepare(members);
        etcd.start();
        this.stranger =
                setup.addresses().withStranger() ? startStranger(members.get(0).port(), folder) : null;
        this.lists = new EtcdLists(network, setup, members, stranger, folder);
        if (network instanceof Loopback loopback) {
            memberIds().forEach(loopback::know);
        }
        for (int number = 0; number < Host.NODES.size(); number++) {
            String name = Host.NODES.get(number);
            List<String> serve =
                    List.of("--etcd", lists.of(name), "--prefix", PREFIX, "--offer-ttl", OFFER_TTL.toSeconds() + "s");
            NodeJvm jvm = lists.knowingTheName(setup.jvmOf(number));
            nodes.add(NodeProcess.at(network.place(name), folder, jvm, serve, setup.environmentOf(number)));
        }
        // The first node makes the installation, which the others find. It may be of the release before.
        nodes.get(0).start();
        nodes.get(0).awaitReady();
        nodes.forEach(node -> {
            if (!node.equals(nodes.get(0))) {
                node.start();
            }
        });
        nodes.forEach(NodeProcess::awaitReady);
        this.haproxy = HaproxyProcess.reloadable(
                network.place(Host.HAPROXY),
                folder,
                nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
    }

    private EtcdProcess.Address address(String name, int clientPort) {
        Place place = network.place(name);
        int peerPort = FreePort.next();
        String peerUrl = network.peerWay(name, "http://" + place.host() + ":" + peerPort);
        return new EtcdProcess.Address(name, place, clientPort, peerPort, peerUrl);
    }

    private EtcdProcess startStranger(int clientPort, Path folder) {
        EtcdProcess.Address address = EtcdProcess.Address.at(Host.STRANGER, network.place(Host.STRANGER), clientPort);
        EtcdProcess alone = EtcdBinary.ofThisMachine()
                .members(List.of(address), OPTIONS, folder)
                .get(0);
        alone.start();
        EtcdCluster.awaitHealth(alone);
        return alone;
    }

    ClusterNetwork network() {
        return network;
    }

    EtcdCluster etcd() {
        return etcd;
    }

    List<EtcdProcess> members() {
        return members;
    }

    EtcdProcess anyMember(Random random) {
        return members.get(random.nextInt(members.size()));
    }

    /** Waits until the cluster has a leader. */
    EtcdProcess leader() {
        List<EtcdProcess> found = new ArrayList<>();
        Await.until("etcd has a leader", PATIENCE, () -> {
            found.clear();
            members.stream().filter(FaultCluster::leads).forEach(found::add);
            return found.size() == 1;
        });
        return found.get(0);
    }

    private static boolean leads(EtcdProcess member) {
        try {
            return new PlainHttp(member.endpoint()).get("/metrics").text().contains("\netcd_server_is_leader 1\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** The member with the most watches: a node prefers it. */
    EtcdProcess preferredMember() {
        return members.stream()
                .max(Comparator.comparingDouble(EtcdProcess::watches))
                .orElseThrow();
    }

    /** A member that doesn't lead. */
    EtcdProcess follower(Random random) {
        EtcdProcess leader = leader();
        List<EtcdProcess> others =
                members.stream().filter(member -> !member.equals(leader)).toList();
        return others.get(random.nextInt(others.size()));
    }

    /** The members' ids in hexadecimal, by name. */
    Map<String, String> memberIds() {
        return memberIds(members.get(0));
    }

    /** The members' ids in hexadecimal, by name, asked of a member that is surely alive. */
    Map<String, String> memberIds(EtcdProcess asked) {
        return json(asked.ctl("member", "list", "-w", "json")).path("members").findParents("ID").stream()
                .collect(Collectors.toMap(
                        member -> member.path("name").asText(),
                        member -> Long.toHexString(
                                member.path("ID").bigIntegerValue().longValue())));
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    /** The nodes that are not of the release before once all is healed. These show all names. */
    List<NodeProcess> newNodes() {
        return setup.beginsWithOldNode() ? nodes.subList(1, nodes.size()) : nodes;
    }

    /** The name of a node's host. */
    String hostOf(NodeProcess node) {
        return Host.NODES.get(nodes.indexOf(node));
    }

    NodeProcess anyNode(Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** The etcd addresses that nodes are given. */
    EtcdLists lists() {
        return lists;
    }

    /** An empty etcd that is not of this cluster; null if the set-up has none. */
    @Nullable
    EtcdProcess stranger() {
        return stranger;
    }

    /** The proxies between nodes and etcd, if the set-up has them. */
    List<GrpcProxy> grpcProxies() {
        return lists.grpcProxies();
    }

    /** The proxies of one node. */
    List<GrpcProxy> grpcProxies(NodeProcess node) {
        int first = nodes.indexOf(node) * members.size();
        return grpcProxies().subList(first, first + members.size());
    }

    HaproxyProcess haproxy() {
        return haproxy;
    }

    /** The access point of clients that ask through HAProxy. */
    AccessPoint haproxyEntry() {
        return new AccessPoint(Host.HAPROXY, haproxy.client(), SERVICE);
    }

    List<AccessPoint> nodeEntries() {
        return nodes.stream()
                .map(node -> new AccessPoint(hostOf(node), node.client(), SERVICE))
                .toList();
    }

    /** Waits until HAProxy sends requests to that node. */
    void awaitHaproxySees(NodeProcess node) {
        String up = "nodes/node" + (nodes.indexOf(node) + 1);
        Await.until(
                "HAProxy sees " + hostOf(node),
                PATIENCE,
                () -> haproxy.log().lastIndexOf(up + " is UP") > haproxy.log().lastIndexOf(up + " is DOWN"));
    }

    /** The newest revision, by a linearizable read. */
    long revision() {
        return json(etcd.ctl("get", "--write-out=json", "any"))
                .path("header")
                .path("revision")
                .asLong();
    }

    /** Waits until all members, all nodes and HAProxy serve. */
    void awaitHealth() {
        etcd.awaitHealth();
        nodes.forEach(node -> Await.until(hostOf(node) + " is ready", PATIENCE, node::isReady));
        haproxy.awaitNode();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    @Override
    public void close() {
        haproxy.close();
        nodes.forEach(NodeProcess::close);
        lists.close();
        etcd.close();
        if (stranger != null) {
            stranger.discard();
        }
        setup.disk().giveBack(members);
    }
}
