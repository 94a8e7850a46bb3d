package io.portmaster.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VertxLoopTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Pipe pipe;

    /** A pipe that the loop reads like one of its connections. Bytes that are written to a pipe can be read at once. */
    @BeforeEach
    void connect() throws Exception {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        IoEventLoop thread = (IoEventLoop) loop.eventLoop();
        thread.register(new Reader(pipe.source())).get(5, TimeUnit.SECONDS).submit(NioIoOps.READ);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        pipe.sink().close();
    }

    @Test
    void taskAfterInputRunsAfterTheBytesThatHaveArrived() throws InterruptedException {
        loop.execute(() -> {
            loop.afterInput(() -> seen.add("task"));
            send();
        });
        assertThat(nextTwo()).containsExactly("input", "task");
    }

    @Test
    void taskRunsBeforeTheLoopReadsAgain() throws InterruptedException {
        loop.execute(() -> {
            loop.execute(() -> seen.add("task"));
            send();
        });
        assertThat(nextTwo()).containsExactly("task", "input");
    }

    private List<String> nextTwo() throws InterruptedException {
        return List.of(String.valueOf(seen.poll(5, TimeUnit.SECONDS)), String.valueOf(seen.poll(5, TimeUnit.SECONDS)));
    }

    private void send() {
        try {
            pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reader extends NioSelectableChannelIoHandle<Pipe.SourceChannel> {
        Reader(Pipe.SourceChannel source) {
            super(source);
        }

        @Override
        protected void handle(Pipe.SourceChannel source, SelectionKey key) {
            try {
                if (source.read(ByteBuffer.allocate(1)) > 0) {
                    seen.add("input");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            selectableChannel().close();
        }
    }
}
