package io.portmaster.ops;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The text of the metrics, which several scrapes share. It is compressed when the first of them asks for that. */
final class Exposition {
    private final byte[] text;
    private final Executor executor;
    private @Nullable CompletableFuture<byte[]> compressed;

    /** @param executor runs the compression */
    Exposition(byte[] text, Executor executor) {
        this.text = text;
        this.executor = executor;
    }

    byte[] text() {
        return text;
    }

    synchronized CompletableFuture<byte[]> compressed() {
        if (compressed == null) {
            compressed = CompletableFuture.supplyAsync(() -> gzip(text), executor);
        }
        return compressed;
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 8);
        try (GZIPOutputStream out = new FastGzip(bytes)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Compresses at the fastest level. The text is repetitive, so higher levels gain little. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
