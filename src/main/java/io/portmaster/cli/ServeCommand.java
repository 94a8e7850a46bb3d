package io.portmaster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portmaster serve}: runs a node until a signal ends it. */
@Command(
        name = "serve",
        description = "Runs a node until SIGTERM or SIGINT.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
    private final Server server;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:PORTMASTER_LISTEN:-127.0.0.1:8080}",
            description = "Where to serve HTTP. PORTMASTER_LISTEN. Default: 127.0.0.1:8080")
    private String listen;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(
            names = "--offer-ttl",
            paramLabel = "DURATION",
            defaultValue = "${env:PORTMASTER_OFFER_TTL:-30m}",
            description =
                    "How long an offer stands at least, such as 90s, 30m or 2h. PORTMASTER_OFFER_TTL. Default: 30m")
    private String offerTtl;

    ServeCommand(Server server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        server.serve(listen, store.etcd(), store.prefix(), offerTtl);
        return CommandLine.ExitCode.OK;
    }

    /** Starts a node with the options as they were written. */
    public interface Server {
        /**
         * Returns when the node serves.
         *
         * @throws IllegalArgumentException for an option that can't be understood
         * @throws IllegalStateException when the node can't start, with a line that says why
         */
        void serve(String listen, String etcd, String prefix, String offerTtl);
    }
}
