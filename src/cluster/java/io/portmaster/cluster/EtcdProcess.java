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
     * The addresses of a member.
     *
     * @param peerUrl by which the others reach it: its own, or that of a proxy in front of it
     */
    public record Address(String name, Place place, int clientPort, int peerPort, String peerUrl) {
        /** The addresses of a member on the loopback interface. */
        static Address onLoopback(String name) {
            return at(name, Place.LOOPBACK, FreePort.next());
        }

        /** The addresses of a member whose peers reach it without a proxy. */
        public static Address at(String name, Place place, int clientPort) {
            int peerPort = FreePort.next();
            return new Address(name, place, clientPort, peerPort, "http://" + place.host() + ":" + peerPort);
        }

        String clientUrl() {
            return "http://" + place.host() + ":" + clientPort;
        }

        /** The member, as etcd's {@code --initial-cluster} names it. */
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

    /** Starts the process as a new member without data, in the place of the old one. The others tell it the rest. */
    public void startAnew() {
        clusterState = "existing";
        Folders.remove(data());
        start();
    }

    /**
     * Starts the process as an empty cluster of its own, as happens if the disk was not mounted. {@link #takeBack} brings its
     * data back. It must not run.
     */
    public void startAlone() {
        aside = setAside();
        start(address.asInitial(), "new");
    }

    /** Starts the process as a cluster of its own with the data of a snapshot. */
    public void startAlone(Path snapshot) {
        aside = setAside();
        restore(snapshot, address.asInitial(), EtcdCluster.restored(snapshot));
        start();
    }

    /** Brings back the data from before {@link #startAlone}, in place of all newer data. The process must not run. */
    public void takeBack() {
        Folders.remove(data());
        try {
            Files.move(Objects.requireNonNull(aside, "nothing lies aside"), data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        aside = null;
    }

    /** The member's own folder, which may be a mount point. */
    public Path data() {
        return folder.resolve(address.name());
    }

    /** The database file. It has all that was applied once the member has ended in order. */
    public Path database() {
        return data().resolve("member/snap/db");
    }

    /** The member's address. */
    public String host() {
        return address.place().host();
    }

    /** The member's URL for clients. */
    public int port() {
        return address.clientPort();
    }

    public String name() {
        return address.name();
    }

    /** The member, as etcd's {@code --initial-cluster} names it. */
    String asInitial() {
        return address.asInitial();
    }

    /** The URL by which the other members reach it. */
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

    /** Ends the member. Whoever gave the folder removes its files. */
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
