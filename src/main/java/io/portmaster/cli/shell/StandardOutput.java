package io.portmaster.cli.shell;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, in UTF-8 whatever the locale. It keeps why a write has failed, which {@link java.io.PrintWriter} would drop.
 */
final class StandardOutput extends Writer {
    private final Writer target;
    private @Nullable IOException failure;

    StandardOutput(OutputStream stream) {
        target = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /** Why the first write failed that did; null if all went well. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        kept(() -> target.write(text, offset, length));
    }

    @Override
    public void flush() throws IOException {
        kept(target::flush);
    }

    @Override
    public void close() throws IOException {
        kept(target::close);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void kept(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }
}
