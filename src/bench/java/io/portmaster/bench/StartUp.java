package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portmaster.bench.Results.Fact;
import io.portmaster.cluster.NodeProcess;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** The time from a node's start to its first 200 at {@code /readyz}. */
final class StartUp {
    static final String EMPTY = "time to ready, nothing there";

    private static final byte[] REQUEST =
            "GET /readyz HTTP/1.1\r\nHost: portmaster\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
    private static final String READY = "HTTP/1.1 200";
    private static final long PAUSE_NANOS = 3_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final TestBed bed;
    private final Rounds rounds;

    StartUp(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return 2 * settings.starts();
    }

    static String many(int allocations) {
        return "time to ready, " + allocations + " allocations";
    }

    void measure() {
        Settings settings = rounds.settings();
        bed.service().populated(settings.many());
        for (int start = 1; start <= settings.starts(); start++) {
            measure(EMPTY, "/nothing/");
            measure(many(settings.many()), bed.prefix());
        }
    }

    private void measure(String name, String prefix) {
        long start = System.nanoTime();
        NodeProcess node = bed.newNode(prefix);
        try {
            while (!isReady(node)) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new BenchException("the node is not ready after a minute:\n" + node.log());
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            rounds.results().add(new Fact(name, "s", seconds));
            rounds.progress().step(String.format(Locale.ROOT, "%s: %.2f s", name, seconds));
        } finally {
            node.close();
        }
    }

    private static boolean isReady(NodeProcess node) {
        String[] address = node.address().split(":", 2);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(REQUEST);
            return new String(socket.getInputStream().readNBytes(READY.length()), US_ASCII).equals(READY);
        } catch (IOException e) {
            return false; // the node doesn't listen yet, or closes the connection
        }
    }
}
