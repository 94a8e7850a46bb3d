package io.portmaster.faults;

import io.portmaster.cluster.ChildProcess;
import io.portmaster.cluster.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every host has a network namespace of its own, with an address on one bridge. A packet filter drops packets at their
 * destination, so that no host is told, as when a cable is pulled.
 *
 * <p>The bridge and the namespaces are made in the current network namespace, which must be the program's own.
 */
final class Namespaces implements ClusterNetwork {
    private static final String BRIDGE = "portmaster";
    private static final String NETWORK = "10.76.0.";

    private final String iptables;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    /** @param iptables its binary */
    Namespaces(String iptables) {
        this.iptables = iptables;
        run("ip", "link", "add", BRIDGE, "type", "bridge");
        run("ip", "address", "add", NETWORK + "1/24", "dev", BRIDGE);
        run("ip", "link", "set", BRIDGE, "up");
    }

    @Override
    public Place place(String host) {
        String address = addresses.computeIfAbsent(host, this::add);
        return new Place(address, List.of("ip", "netns", "exec", host));
    }

    private String add(String host) {
        String address = NETWORK + (10 + addresses.size());
        String cable = cable(host);
        run("ip", "netns", "add", host);
        run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", host);
        run("ip", "link", "set", cable, "master", BRIDGE, "up");
        run("ip", "-n", host, "address", "add", address + "/24", "dev", "eth0");
        run("ip", "-n", host, "link", "set", "eth0", "up");
        run("ip", "-n", host, "link", "set", "lo", "up");
        return address;
    }

    @Override
    public String way(String from, String to, String url) {
        return url;
    }

    @Override
    public String peerWay(String member, String url) {
        return url;
    }

    @Override
    public void cut(String from, String to) {
        drop(from, to, List.of());
    }

    @Override
    public void lose(double share) {
        List<String> some = List.of("-m", "statistic", "--mode", "random", "--probability", Double.toString(share));
        for (String from : addresses.keySet()) {
            for (String to : addresses.keySet()) {
                if (Host.isShaky(from, to)) {
                    drop(from, to, some);
                }
            }
        }
    }

    private void drop(String from, String to, List<String> match) {
        List<String> rule =
                new ArrayList<>(List.of("-A", "INPUT", "-s", place(from).host()));
        rule.addAll(match);
        rule.addAll(List.of("-j", "DROP"));
        filter(to, rule);
    }

    private void filter(String host, List<String> arguments) {
        List<String> command = new ArrayList<>(place(host).launcher());
        command.add(iptables);
        command.addAll(arguments);
        ChildProcess.outputOf(command);
    }

    @Override
    public boolean isConnected(String from, String to) {
        List<String> command = new ArrayList<>(place(from).launcher());
        command.addAll(
                List.of("ss", "-Htn", "state", "established", "dst", place(to).host()));
        return !ChildProcess.outputOf(command).isBlank();
    }

    @Override
    public void heal() {
        addresses.keySet().forEach(host -> filter(host, List.of("-F")));
    }

    @Override
    public void close() {
        for (String host : addresses.keySet()) {
            // The link is deleted first. A namespace lives on until the last of its connections is closed, and would
            // keep its end of the link until then.
            run("ip", "link", "delete", cable(host));
            run("ip", "netns", "delete", host);
        }
        run("ip", "link", "delete", BRIDGE);
    }

    private static String cable(String host) {
        return "v-" + host;
    }

    private static void run(String... command) {
        ChildProcess.outputOf(List.of(command));
    }
}
