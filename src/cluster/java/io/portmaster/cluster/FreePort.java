package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Loopback ports for the processes that tests start. */
public final class FreePort {
    /**
     * The ports are below those that Linux gives to outgoing connections (from 32768 on): such a connection would take a port
     * between two starts.
     */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_000;
    private static final PortLocks LOCKS = PortLocks.ofThisUser();

    private FreePort() {}

    /** A port on which nobody listens, and that no other test of this user was given. */
    public static int next() {
        return on(List.of("127.0.0.1"));
    }

    /**
     * A port on which nobody listens at any of these addresses, and that no other test of this user was given.
     *
     * @param hosts of the loopback interface: all that begin with {@code 127.}
     */
    public static int on(List<String> hosts) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (take(port, () -> hosts.stream().allMatch(host -> isFree(host, port)))) {
                return port;
            }
        }
        throw new AssertionError("no free port on the loopback interface");
    }

    /** Opens a server. */
    @FunctionalInterface
    interface Opening<T> {
        T on(int port) throws IOException;
    }

    /** Opens a server of this JVM on a free port. A process that is no test's may take the port first: then on another one. */
    static <T> T open(Opening<T> server) {
        IOException last = new IOException("never tried");
        for (int attempt = 0; attempt < 5; attempt++) {
            try {
                return server.on(next());
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException(last);
    }

    /**
     * The first of so many neighbours that no other test of this user was given, and that no process of this host uses, by TCP
     * or UDP.
     */
    public static int range(int count) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            int next = first;
            while (next < first + count && takeEverywhere(next)) {
                next++;
            }
            if (next == first + count) {
                return first;
            }
            IntStream.range(first, next).forEach(LOCKS::giveBack);
        }
        throw new AssertionError("no " + count + " free ports in a row");
    }

    private static boolean takeEverywhere(int port) {
        return take(port, () -> isFreeEverywhere(port));
    }

    /** Looks only at ports that no other test has: the look itself takes the port for a moment. */
    private static boolean take(int port, BooleanSupplier isFree) {
        if (!LOCKS.take(port)) {
            return false;
        }
        if (isFree.getAsBoolean()) {
            return true;
        }
        LOCKS.giveBack(port);
        return false;
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
