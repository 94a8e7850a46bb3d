package io.portmaster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--etcd",
            paramLabel = "URL[,URL...]",
            defaultValue = "${env:PORTMASTER_ETCD:-http://127.0.0.1:2379}",
            description = "The members of the etcd cluster. PORTMASTER_ETCD. Default: http://127.0.0.1:2379")
    private String etcd;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:PORTMASTER_PREFIX:-/portmaster/}",
            description = "What all keys in etcd start with. PORTMASTER_PREFIX. Default: /portmaster/")
    private String prefix;

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
        server.serve(listen, etcd, prefix, offerTtl);
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
