package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One etcd for all tests that only need a prefix of their own. It starts when a test first asks, and ends with the JVM. A test
 * that breaks an etcd takes one from a {@link Stage}.
 */
public final class SharedEtcd {
    private SharedEtcd() {}

    public static EtcdCluster get() {
        return Started.ETCD;
    }

    private static final class Started {
        private static final EtcdCluster ETCD = start();

        private static EtcdCluster start() {
            EtcdCluster etcd = EtcdHost.ofThisMachine().etcd(1, newFolder()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(etcd::close));
            return etcd;
        }

        private static Path newFolder() {
            try {
                return Files.createTempDirectory("portmaster-shared-etcd-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
