package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code etcd grpc-proxy} in front of an etcd, as a process of this machine. */
final class EtcdGateway implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String address = "127.0.0.1:" + FreePort.next();
    private final ChildProcess process;

    /** @param folder for its data and log */
    EtcdGateway(EtcdCluster etcd, Path folder) {
        process = ChildProcess.start(
                List.of(
                        EtcdBinary.ofThisMachine().etcd(),
                        "grpc-proxy",
                        "start",
                        "--endpoints=" + etcd.endpoints(),
                        "--listen-addr=" + address,
                        "--advertise-client-url=" + address,
                        "--data-dir=" + folder.resolve("proxy")),
                Map.of(),
                folder.resolve("proxy.log"));
        Await.until("the proxy answers", PATIENCE, () -> EtcdCluster.isHealthy(endpoint()));
    }

    String endpoint() {
        return "http://" + address;
    }

    @Override
    public void close() {
        process.close();
    }
}
