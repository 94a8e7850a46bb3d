package io.portmaster.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An etcd on this machine, with the tools that come with it. */
public final class EtcdBinary implements EtcdHost {
    private final Path etcd;

    private EtcdBinary(Path etcd) {
        this.etcd = etcd;
    }

    /** The etcd of PORTMASTER_TEST_ETCD; without it the one that {@code scripts/etcd} finds or fetches. */
    public static EtcdBinary ofThisMachine() {
        Path named = named();
        return new EtcdBinary(named != null ? named : Checkout.outputOf("scripts/etcd"));
    }

    static @Nullable Path named() {
        String named = System.getenv("PORTMASTER_TEST_ETCD");
        return named == null ? null : Path.of(named);
    }

    @Override
    public LocalEtcd etcd(int size, Path folder) {
        return etcd(size, EtcdHost.OPTIONS, folder);
    }

    /** An etcd that loses nothing if the machine crashes, as users have it. */
    LocalEtcd durableEtcd(int size, Path folder) {
        return etcd(size, EtcdHost.DURABLE, folder);
    }

    /** An etcd of one member, with these options besides the tests' own. */
    LocalEtcd etcdWith(List<String> options, Path folder) {
        List<String> all = new ArrayList<>(EtcdHost.OPTIONS);
        all.addAll(options);
        return etcd(1, all, folder);
    }

    private LocalEtcd etcd(int size, List<String> options, Path folder) {
        return etcd(
                IntStream.range(0, size)
                        .mapToObj(number -> EtcdProcess.Address.onLoopback("etcd-" + number))
                        .toList(),
                options,
                folder);
    }

    /** An etcd with a member at each of these addresses, all on the same port, so that one name can stand for them. */
    LocalEtcd etcdOn(List<String> hosts, int port, Path folder) {
        return etcd(
                hosts.stream()
                        .map(host -> EtcdProcess.Address.at("etcd-" + host, new Place(host, List.of()), port))
                        .toList(),
                EtcdHost.OPTIONS,
                folder);
    }

    private LocalEtcd etcd(List<EtcdProcess.Address> addresses, List<String> options, Path folder) {
        return new LocalEtcd(this, members(addresses, options, folder), options, folder);
    }

    /** The members of one cluster, of which none runs yet. */
    public List<EtcdProcess> members(List<EtcdProcess.Address> addresses, List<String> options, Path folder) {
        String cluster = addresses.stream().map(EtcdProcess.Address::asInitial).collect(Collectors.joining(","));
        return addresses.stream()
                .map(address -> new EtcdProcess(this, address, cluster, options, folder))
                .toList();
    }

    String etcd() {
        return etcd.toString();
    }

    String etcdctl() {
        return companion("etcdctl", "--ctl");
    }

    String etcdutl() {
        return companion("etcdutl", "--utl");
    }

    /** The tool beside etcd, as every release has it; else the one that the project's script finds. */
    private String companion(String name, String option) {
        Path beside = etcd.resolveSibling(name);
        return (Files.isExecutable(beside) ? beside : Checkout.outputOf("scripts/etcd", option)).toString();
    }

    @Override
    public String toString() {
        return "the binary " + etcd;
    }
}
