package io.portmaster.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between two parties that can break as networks do. All connections share its fate. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final URI target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Gate there = new Gate();
    private final Gate back = new Gate();
    private volatile boolean cut;

    /** @param target as {@code http://HOST:PORT} */
    TcpProxy(String target) {
        this.target = URI.create(target);
        try {
            listener = new ServerSocket(FreePort.next(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::acceptAll);
    }

    /** Where it listens, as {@code http://127.0.0.1:PORT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Closes all connections, and every new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(TcpProxy::closeQuietly);
    }

    /** Holds back what comes either way from now on, connections open: a cable pulled. */
    public void hold() {
        there.shut();
        back.shut();
    }

    /** Holds back the target's answers only: what is asked is carried out. */
    public void holdAnswers() {
        back.shut();
    }

    /** All is well again; what was held back arrives late. */
    public void heal() {
        cut = false;
        there.open();
        back.open();
    }

    @Override
    public void close() {
        cut();
        heal();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // The listener was closed, or the target is down: then the party that came finds out by itself.
            }
        }
    }

    private void connect(Socket near) throws IOException {
        sockets.add(near);
        if (cut) {
            closeQuietly(near);
            return;
        }
        Socket far;
        try {
            far = new Socket(target.getHost(), target.getPort());
        } catch (IOException e) {
            closeQuietly(near);
            throw e;
        }
        sockets.add(far);
        inBackground(() -> pump(near, far, there));
        inBackground(() -> pump(far, near, back));
        if (cut) { // meanwhile
            closeQuietly(near);
            closeQuietly(far);
        }
    }

    /** Keeps no more than one buffer: what is held back longer waits with its sender. */
    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // One of the two has gone; the other one is told below.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets pass while it is open, and makes wait while it is shut. */
    private static final class Gate {
        private boolean open = true;

        synchronized void open() {
            open = true;
            notifyAll();
        }

        synchronized void shut() {
            open = false;
        }

        synchronized void pass() throws IOException {
            while (!open) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
    }
}
