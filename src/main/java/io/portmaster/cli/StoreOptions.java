package io.portmaster.cli;

import picocli.CommandLine.Option;

/** Where the records are, for every command that goes to etcd itself. */
final class StoreOptions {
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

    String etcd() {
        return etcd;
    }

    String prefix() {
        return prefix;
    }
}
