package io.portmaster.cluster;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** An etcd member in a container. */
final class EtcdContainer implements EtcdMember {
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;

    private final GenericContainer<?> container;

    /** The host's port. Docker would choose another one at each start. */
    private final int port = FreePort.next();

    EtcdContainer(String image, Network network, String alias, String cluster) {
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--name=" + alias,
                "--data-dir=/tmp/etcd",
                "--listen-client-urls=http://0.0.0.0:" + CLIENT_PORT,
                "--advertise-client-urls=http://" + alias + ":" + CLIENT_PORT,
                "--listen-peer-urls=http://0.0.0.0:" + PEER_PORT,
                "--initial-advertise-peer-urls=" + peerUrl(alias),
                "--initial-cluster=" + cluster));
        command.addAll(EtcdHost.OPTIONS);
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(alias)
                .withExposedPorts(CLIENT_PORT)
                .withCommand(command.toArray(String[]::new))
                .waitingFor(new NoWait());
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + CLIENT_PORT));
    }

    static String peerUrl(String alias) {
        return "http://" + alias + ":" + PEER_PORT;
    }

    @Override
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public long pid() {
        return docker().inspectContainerCmd(container.getContainerId())
                .exec()
                .getState()
                .getPidLong();
    }

    @Override
    public String ctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("etcdctl"));
        command.addAll(List.of(arguments));
        try {
            Container.ExecResult result = container.execInContainer(command.toArray(String[]::new));
            if (result.getExitCode() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while etcdctl ran", e);
        }
    }

    @Override
    public void restore(Path snapshot, List<String> options) {
        throw new UnsupportedOperationException("the files of a container that has ended are out of etcdutl's reach");
    }

    @Override
    public void discard() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    /** Starts the member without waiting: it serves only once the others run. {@link EtcdCluster} waits for all. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // The container need not be awaited.
        }
    }
}
