package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

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
