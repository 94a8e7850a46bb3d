package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The place where etcd members run: as processes of this machine, or in containers. */
interface EtcdHost {
    String TOKEN = "--initial-cluster-token=portmaster-test";

    /** The options of every member. */
    List<String> DURABLE =
            List.of(TOKEN, "--auto-compaction-mode=periodic", "--auto-compaction-retention=5m", "--log-level=warn");

    /** The same options without fsync. Tests end processes and never the machine, and written data outlives a process. */
    List<String> OPTIONS =
            Stream.concat(DURABLE.stream(), Stream.of("--unsafe-no-fsync")).toList();

    /**
     * An etcd of which no member runs yet.
     *
     * @param folder empty, for data and logs
     */
    EtcdCluster etcd(int size, Path folder);

    /** The binary that PORTMASTER_TEST_ETCD names; else containers where Docker can run them; else the project's binary. */
    static EtcdHost ofThisMachine() {
        return Choice.HOST;
    }

    /** Holds the choice, which is made and logged once. */
    final class Choice {
        private static final EtcdHost HOST = choose();

        private Choice() {}

        private static EtcdHost choose() {
            EtcdHost host = EtcdBinary.named() != null ? null : EtcdImage.ofThisMachine();
            host = host != null ? host : EtcdBinary.ofThisMachine();
            System.out.println("The tests' etcd: " + host);
            return host;
        }
    }
}
