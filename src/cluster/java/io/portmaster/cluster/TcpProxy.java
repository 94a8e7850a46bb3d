package io.portmaster.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A proxy that breaks connections as networks do. All connections break together, unless the proxy can tell their origins: then
 * each origin's connections break by themselves.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final String ANYBODY = "";

    private final List<URI> targets;
    private final AtomicInteger connections = new AtomicInteger();
    private final Function<byte[], String> origin;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, Gates> gates = new ConcurrentHashMap<>();
    private volatile Weather weather = Weather.FAIR;
    private volatile boolean cut;

    /** @param target as {@code http://HOST:PORT} */
    TcpProxy(String target) {
        this(target, firstBytes -> ANYBODY);
    }

    /**
     * @param target as {@code http://HOST:PORT}
     * @param origin tells from the first bytes of a connection whom it comes from
     */
    public TcpProxy(String target, Function<byte[], String> origin) {
        this(List.of(target), origin);
    }

    /** @param targets that take turns, each as {@code http://HOST:PORT} */
    static TcpProxy balancing(List<String> targets) {
        return new TcpProxy(targets, firstBytes -> ANYBODY);
    }

    private TcpProxy(List<String> targets, Function<byte[], String> origin) {
        this.targets = targets.stream().map(URI::create).toList();
        this.origin = origin;
        listener = FreePort.open(port -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        inBackground(this::acceptAll);
    }

    /** Where it listens, as {@code http://127.0.0.1:PORT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Closes all connections, and each new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(TcpProxy::closeQuietly);
    }

    /** Holds back all bytes both ways, and keeps the connections open, as if a cable was pulled. */
    public void hold() {
        holdRequests(ANYBODY);
        holdAnswers(ANYBODY);
    }

    /** Holds back the target's answers only. The target carries out the requests. */
    public void holdAnswers() {
        holdAnswers(ANYBODY);
    }

    /** Holds back the bytes from one origin to the target. */
    public void holdRequests(String from) {
        gates(from).there.shut();
    }

    /** Holds back the bytes from the target to one origin. */
    public void holdAnswers(String from) {
        gates(from).back.shut();
    }

    /** Delays all bytes from now on, both ways. */
    public void set(Weather now) {
        weather = now;
    }

    /** Whether any connection is open. */
    public boolean isInUse() {
        return !sockets.isEmpty();
    }

    /** Ends all disturbances. The bytes that were held back arrive. */
    public void heal() {
        cut = false;
        weather = Weather.FAIR;
        gates.values().forEach(Gates::open);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // It stays cut: a connection that was just accepted carries nothing, either.
        cut();
        gates.values().forEach(Gates::open);
    }

    private Gates gates(String from) {
        return gates.computeIfAbsent(from, unknown -> new Gates());
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                inBackground(() -> connect(near));
            } catch (IOException e) {
                // The listener was closed.
            }
        }
    }

    private void connect(Socket near) {
        try {
            byte[] first = new byte[BUFFER];
            int length = near.getInputStream().read(first);
            if (length < 0 || cut) {
                forget(near);
                return;
            }
            first = Arrays.copyOf(first, length);
            URI target = targets.get(connections.getAndIncrement() % targets.size());
            Socket far = new Socket(target.getHost(), target.getPort());
            sockets.add(far);
            join(near, far, first, gates(origin.apply(first)));
            if (cut) { // meanwhile
                closeQuietly(near);
                closeQuietly(far);
            }
        } catch (IOException e) {
            // One side has gone, or the target is down. The other side notices the closed connection.
            forget(near);
        }
    }

    private void join(Socket near, Socket far, byte[] first, Gates between) throws IOException {
        DelayLine there = new DelayLine();
        DelayLine back = new DelayLine();
        there.send(first, System.nanoTime() + weather.delay());
        inBackground(() -> take(near, there));
        inBackground(() -> take(far, back));
        inBackground(() -> deliver(there, near, far, between.there));
        inBackground(() -> deliver(back, far, near, between.back));
    }

    private void take(Socket from, DelayLine line) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                line.send(Arrays.copyOf(buffer, length), System.nanoTime() + weather.delay());
            }
        } catch (IOException e) {
            // The sender has gone. The end of the line tells so.
        } finally {
            line.end();
        }
    }

    private void deliver(DelayLine line, Socket from, Socket to, Gate gate) {
        try {
            line.deliver(to.getOutputStream(), gate);
        } catch (IOException e) {
            // The receiver has gone. The sender is told now.
        } finally {
            forget(from);
            forget(to);
        }
    }

    private void forget(Socket socket) {
        closeQuietly(socket);
        sockets.remove(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is closed all the same.
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** The gates between one origin and the target, one for each direction. */
    private static final class Gates {
        private final Gate there = new Gate();
        private final Gate back = new Gate();

        private void open() {
            there.open();
            back.open();
        }
    }
}
