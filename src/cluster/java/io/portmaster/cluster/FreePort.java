package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Loopback ports for the processes that tests start. */
public final class FreePort {
    /**
     * The ports are below those that Linux gives to outgoing connections (from 32768 on): such a connection would take a port
     * between two starts.
     */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port on which nobody listens and that was not given before. */
    public static int next() {
        return on(List.of("127.0.0.1"));
    }

    /**
     * A port on which nobody listens at any of these addresses, and that was not given before.
     *
     * @param hosts of the loopback interface: all that begin with {@code 127.}
     */
    public static int on(List<String> hosts) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (hosts.stream().allMatch(host -> isFree(host, port)) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port on the loopback interface");
    }

    /**
     * The first of so many neighbours that were not given before, and that no process of this host uses, by TCP or UDP.
     */
    static int range(int count) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            Set<Integer> range = IntStream.range(first, first + count).boxed().collect(Collectors.toSet());
            if (range.stream().allMatch(FreePort::isFreeEverywhere) && giveAll(range)) {
                return first;
            }
        }
        throw new AssertionError("no " + count + " free ports in a row");
    }

    private static boolean giveAll(Set<Integer> ports) {
        synchronized (GIVEN) {
            return Collections.disjoint(GIVEN, ports) && GIVEN.addAll(ports);
        }
    }

    private static boolean isFreeEverywhere(int port) {
        try (ServerSocket tcp = new ServerSocket(port);
                DatagramSocket udp = new DatagramSocket(port)) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.isBound();
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
