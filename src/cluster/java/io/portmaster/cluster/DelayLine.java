package io.portmaster.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Bytes on their way. Each chunk arrives when it is due, in the order in which it was sent. */
final class DelayLine {
    /** The bytes that may be on their way, as many as a socket's buffers hold. A faster sender waits. */
    private static final int MOST = 64;

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MOST);
    private volatile boolean broken;

    /** @param due by the clock of {@link System#nanoTime} */
    private record Chunk(byte[] bytes, long due) {}

    private static final Chunk END = new Chunk(new byte[0], 0);

    /** @throws IOException if nobody takes any more */
    void send(byte[] bytes, long due) throws IOException {
        put(new Chunk(bytes, due));
    }

    /** Ends the line: no more bytes come. */
    void end() {
        try {
            put(END);
        } catch (IOException e) {
            // The receiver is gone.
        }
    }

    private void put(Chunk chunk) throws IOException {
        try {
            while (!chunks.offer(chunk, 50, TimeUnit.MILLISECONDS)) {
                if (broken) {
                    throw new IOException("the other side has gone");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Writes the bytes that come, until the line ends. */
    void deliver(OutputStream out, Gate gate) throws IOException {
        try {
            for (Chunk chunk = chunks.take(); !chunk.equals(END); chunk = chunks.take()) {
                TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
                gate.pass();
                out.write(chunk.bytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            broken = true;
        }
    }
}
