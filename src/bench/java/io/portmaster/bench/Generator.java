package io.portmaster.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** All HTTP clients, on one thread. More threads would take the processors from the servers that are measured. */
final class Generator implements AutoCloseable {
    private final EventLoop loop = (EventLoop) new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();

    /**
     * Connects workers.
     *
     * @param address as {@code HOST:PORT}
     * @param scripts what each of them does, by its number
     */
    Crew connect(String address, int count, IntFunction<? extends Script> scripts) {
        String[] parts = address.split(":", 2);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(parts[0], Integer.parseInt(parts[1]));
        List<HttpWorker> workers = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            HttpWorker worker = new HttpWorker(scripts.apply(number));
            Channel channel = bootstrap
                    .clone()
                    .handler(worker)
                    .connect()
                    .syncUninterruptibly()
                    .channel();
            workers.add(worker);
            channels.add(channel);
        }
        return new Crew(workers, loop, () -> channels.forEach(Channel::close));
    }

    @Override
    public void close() {
        loop.parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
