package io.portmaster;

import io.portmaster.check.Report;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.etcd.Etcd;
import io.portmaster.etcd.EtcdOptions;
import io.portmaster.etcd.Installation;
import io.portmaster.etcd.Inventory;
import io.portmaster.etcd.KeySource.Snapshot;
import io.portmaster.etcd.NoInstallationException;
import io.portmaster.loop.Loop;
import io.portmaster.record.StoredKey;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs {@code check}: reads all keys in etcd once, and judges them. */
final class CheckRun {
    private CheckRun() {}

    /**
     * Returns when the check is done, with nothing left open.
     *
     * @param installation the only one that may be read; null for any
     * @throws CommandException where no installation stands under the prefix
     * @throws IllegalStateException when etcd can't be read, with a line that says why
     */
    static Report run(List<URI> members, String prefix, @Nullable UUID installation) {
        EtcdOptions options = EtcdOptions.reading(members, prefix, installation, new SecureRandom());
        try {
            return EtcdCommand.run(options, (etcd, served, loop) -> look(etcd, served, loop, prefix));
        } catch (NoInstallationException e) {
            throw new CommandException(ExitCode.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            String list = members.stream().map(URI::toString).collect(Collectors.joining(", "));
            throw new IllegalStateException("can't read etcd at " + list + ": " + e.getMessage(), e);
        }
    }

    private static Report look(Etcd etcd, Installation installation, Loop loop, String prefix) {
        Snapshot<StoredKey> all = new Inventory(etcd, loop, prefix).take().join();
        return Report.of(all.revision(), installation.toString(), all.contents(), loop.now());
    }
}
