package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An etcd member as a process of this machine. */
public final class EtcdProcess implements EtcdMember {
    private final EtcdBinary binary;
    private final Address address;
    private final String cluster;
    private final List<String> options;
    private final Path folder;
    private @Nullable ChildProcess process;
    private @Nullable Path aside;
    private String clusterState = "new";

    /**
     * Where a member is.
     *
     * @param peerUrl by which the others reach it: its own, or that of a proxy in front of it
     */
    public record Address(String name, Place place, int clientPort, int peerPort, String peerUrl) {
        /** One on the loopback interface. */
        static Address onLoopback(String name) {
            return at(name, Place.LOOPBACK, FreePort.next());
        }

        /** One whose peers reach it where it is. */
        public static Address at(String name, Place place, int clientPort) {
            int peerPort = FreePort.next();
            return new Address(name, place, clientPort, peerPort, "http://" + place.host() + ":" + peerPort);
        }

        String clientUrl() {
            return "http://" + place.host() + ":" + clientPort;
        }

        /** As etcd's {@code --initial-cluster} has it. */
        String asInitial() {
            return name + "=" + peerUrl;
        }

        String listenPeerUrl() {
            return "http://" + place.host() + ":" + peerPort;
        }
    }

    EtcdProcess(EtcdBinary binary, Address address, String cluster, List<String> options, Path folder) {
        this.binary = binary;
        this.address = address;
        this.cluster = cluster;
        this.options = options;
        this.folder = folder;
    }

    @Override
    public String endpoint() {
        return address.clientUrl();
    }

    @Override
    public void start() {
        start(cluster, clusterState);
    }

    private void start(String initialCluster, String initialState) {
        List<String> command = new ArrayList<>(List.of(
                binary.etcd(),
                "--name=" + address.name(),
                "--data-dir=" + data(),
                "--listen-client-urls=" + address.clientUrl(),
                "--advertise-client-urls=" + address.clientUrl(),
                "--listen-peer-urls=" + address.listenPeerUrl(),
                "--initial-advertise-peer-urls=" + address.peerUrl(),
                "--initial-cluster=" + initialCluster,
                "--initial-cluster-state=" + initialState));
        command.addAll(options);
        process = ChildProcess.start(
                address.place().launching(command), Map.of(), folder.resolve(address.name() + ".log"));
    }

    /** Starts it as a new member in the place of the one that was: with nothing, and what the others tell it. */
    public void startAnew() {
        clusterState = "existing";
        Folders.remove(data());
        start();
    }

    /**
     * Starts it as a cluster of its own that holds nothing, as happens where the disk was not mounted. What it has stored lies
     * aside until {@link #takeBack}. It must not run.
     */
    public void startAlone() {
        aside = setAside();
        start(address.asInitial(), "new");
    }

    /** The same, with what the snapshot holds. */
    public void startAlone(Path snapshot) {
        aside = setAside();
        restore(snapshot, address.asInitial(), EtcdCluster.restored(snapshot));
        start();
    }

    /** Has again what it had before {@link #startAlone}, in place of all that it has stored since. It must not run. */
    public void takeBack() {
        Folders.remove(data());
        try {
            Files.move(Objects.requireNonNull(aside, "nothing lies aside"), data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        aside = null;
    }

    /** Its own folder, which may be a mount point. */
    public Path data() {
        return folder.resolve(address.name());
    }

    /** The file that holds all that it had applied, once it has ended in order. */
    public Path database() {
        return data().resolve("member/snap/db");
    }

    /** Its address. */
    public String host() {
        return address.place().host();
    }

    /** Where its clients reach it. */
    public int port() {
        return address.clientPort();
    }

    public String name() {
        return address.name();
    }

    /** As etcd's {@code --initial-cluster} has it. */
    String asInitial() {
        return address.asInitial();
    }

    /** By which the others reach it. */
    public String peerUrl() {
        return address.peerUrl();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void stop() {
        running().close();
    }

    @Override
    public void kill() {
        running().kill();
    }

    @Override
    public void freeze() {
        running().freeze();
    }

    @Override
    public void thaw() {
        running().thaw();
    }

    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public String ctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.etcdctl(), "--endpoints=" + endpoint()));
        command.addAll(List.of(arguments));
        return ChildProcess.outputOf(command);
    }

    @Override
    public void restore(Path snapshot, List<String> options) {
        if (Files.exists(data())) {
            setAside();
        }
        restore(snapshot, cluster, options);
    }

    private void restore(Path snapshot, String initialCluster, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                binary.etcdutl(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=" + address.name(),
                "--data-dir=" + data(),
                "--initial-advertise-peer-urls=" + address.peerUrl(),
                "--initial-cluster=" + initialCluster));
        command.addAll(options);
        ChildProcess.outputOf(command);
    }

    private Path setAside() {
        try {
            return Files.move(
                    data(),
                    Files.createTempDirectory(folder, address.name() + "-former-")
                            .resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its files go with the folder that it was given. */
    @Override
    public void discard() {
        if (process != null) {
            process.kill();
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException(address.name() + " was never started");
        }
        return process;
    }
}
