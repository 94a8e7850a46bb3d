package io.portmaster.cli.server;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the only installation to use. */
final class InstallationOption {
    @Option(
            names = "--installation",
            paramLabel = "UUID",
            converter = InstallationConverter.class,
            description = {
                "The only set of records to use, as a node's /readyz names it.",
                "PORTMASTER_INSTALLATION. Default: the one that etcd holds"
            })
    private @Nullable UUID installation;

    @Nullable
    UUID installation() {
        return installation;
    }
}
