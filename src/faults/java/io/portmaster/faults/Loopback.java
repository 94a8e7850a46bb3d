package io.portmaster.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portmaster.cluster.Place;
import io.portmaster.cluster.TcpProxy;
import io.portmaster.cluster.Weather;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All hosts share the loopback interface. A proxy stands on each way: between every node and every member, and in front of every
 * member for the other members. The latter tells the members apart by their ids.
 */
final class Loopback implements ClusterNetwork {
    /** etcd's header in every request to a peer: the sender's id, in hexadecimal. */
    private static final Pattern SENDER = Pattern.compile("(?i)\r\nX-Server-From: ([0-9a-f]+)\r\n");

    private static final List<String> ETCDS = List.of("etcd-1", "etcd-2", "etcd-3", Host.STRANGER);

    private final Map<Way, TcpProxy> ways = new LinkedHashMap<>();
    private final Map<String, TcpProxy> peerWays = new LinkedHashMap<>();
    private final Map<String, String> memberIds = new ConcurrentHashMap<>();

    private record Way(String from, String to) {}

    @Override
    public Place place(String host) {
        // Each etcd has an address of its own, so that one name can stand for several.
        int etcd = ETCDS.indexOf(host);
        return etcd < 0 ? Place.LOOPBACK : new Place("127.0.0." + (2 + etcd), List.of());
    }

    @Override
    public String way(String from, String to, String url) {
        return ways.computeIfAbsent(new Way(from, to), way -> new TcpProxy(url, firstBytes -> from))
                .endpoint();
    }

    @Override
    public String peerWay(String member, String url) {
        return peerWays.computeIfAbsent(member, name -> new TcpProxy(url, Loopback::sender))
                .endpoint();
    }

    private static String sender(byte[] firstBytes) {
        Matcher header = SENDER.matcher(new String(firstBytes, US_ASCII));
        return header.find() ? header.group(1) : "";
    }

    /** Tells the proxies a member's id, in hexadecimal. Without the ids nothing can be cut between members. */
    void know(String member, String id) {
        memberIds.put(member, id);
    }

    @Override
    public void cut(String from, String to) {
        if (Host.MEMBERS.contains(from) && Host.MEMBERS.contains(to)) {
            // Either of two members may have made the connection.
            peerWays.get(to).holdRequests(memberIds.get(from));
            peerWays.get(from).holdAnswers(memberIds.get(to));
        } else if (Host.MEMBERS.contains(to)) {
            ways.get(new Way(from, to)).holdRequests(from);
        } else {
            ways.get(new Way(to, from)).holdAnswers(to);
        }
    }

    @Override
    public boolean isConnected(String from, String to) {
        return ways.get(new Way(from, to)).isInUse();
    }

    @Override
    public void lose(double share) {
        all(new Weather(Duration.ZERO, Duration.ZERO, share));
    }

    /** Delays everything by a time between these bounds, evenly distributed. */
    void delay(Duration least, Duration most) {
        all(new Weather(least, most, 0));
    }

    private void all(Weather weather) {
        ways.values().forEach(proxy -> proxy.set(weather));
        peerWays.values().forEach(proxy -> proxy.set(weather));
    }

    @Override
    public void heal() {
        ways.values().forEach(TcpProxy::heal);
        peerWays.values().forEach(TcpProxy::heal);
    }

    @Override
    public void close() {
        ways.values().forEach(TcpProxy::close);
        peerWays.values().forEach(TcpProxy::close);
    }
}
