package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.Network;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** An etcd image, run by the Docker engine that Testcontainers finds. */
final class EtcdImage implements EtcdHost {
    /** The system property {@code portmaster.test.etcd.image} names another one. */
    private static final String DEFAULT = "quay.io/coreos/etcd:v3.5.30";

    private final String name;

    private EtcdImage(String name) {
        this.name = name;
    }

    /** The image on the Docker engine of this machine; null where no engine answers or the image can't be had. */
    static @Nullable EtcdImage ofThisMachine() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return null;
        }
        String name = System.getProperty("portmaster.test.etcd.image", DEFAULT);
        try {
            new RemoteDockerImage(DockerImageName.parse(name)).get();
            return new EtcdImage(name);
        } catch (ContainerFetchException e) {
            System.out.println("Docker answers, but not with " + name + ": " + e.getMessage());
            return null;
        }
    }

    @Override
    public EtcdCluster etcd(int size, Path folder) {
        Network network = Network.newNetwork();
        String cluster = IntStream.range(0, size)
                .mapToObj(number -> alias(number) + "=" + EtcdContainer.peerUrl(alias(number)))
                .collect(Collectors.joining(","));
        return new EtcdCluster(IntStream.range(0, size)
                .<EtcdMember>mapToObj(number -> new EtcdContainer(name, network, alias(number), cluster))
                .toList()) {
            @Override
            public void close() {
                super.close();
                network.close();
            }
        };
    }

    private static String alias(int number) {
        return "etcd-" + number;
    }

    @Override
    public String toString() {
        return "containers of " + name;
    }
}
