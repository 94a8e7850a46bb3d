package io.portmaster.cli.server;

import java.net.URI;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where the records are, for all commands that use etcd. */
final class StoreOptions {
    @Option(
            names = "--etcd",
            paramLabel = "URL[,URL...]",
            defaultValue = "http://127.0.0.1:2379",
            converter = EtcdMembersConverter.class,
            description = {
                "The members of one etcd cluster, as http://host:port.",
                "PORTMASTER_ETCD. Default: http://127.0.0.1:2379"
            })
    private EtcdMembers etcd;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "/portmaster/",
            converter = PrefixConverter.class,
            description = {"What all keys in etcd start with.", "PORTMASTER_PREFIX. Default: /portmaster/"})
    private String prefix;

    List<URI> etcd() {
        return etcd.endpoints();
    }

    String prefix() {
        return prefix;
    }
}
