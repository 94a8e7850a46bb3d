package io.portmaster;

import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.Installation;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

/** Runs {@code init}: makes a new installation. */
final class FirstInstallation {
    private FirstInstallation() {}

    /**
     * Returns when the installation is made, with nothing left open.
     *
     * @throws IllegalStateException when none was made, with a line that says why
     */
    static UUID make(List<URI> members, String prefix) {
        EtcdOptions options = EtcdOptions.making(members, prefix, new SecureRandom());
        return EtcdCommand.run(options, (etcd, served, loop) -> newUuid(etcd, served, prefix));
    }

    private static UUID newUuid(Etcd etcd, Installation installation, String prefix) {
        if (!etcd.hasMadeInstallation()) {
            throw new IllegalStateException(
                    "installation " + installation + " stands under " + prefix + " already: none was made");
        }
        return installation.uuid();
    }
}
