package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An etcd whose members are processes of this machine, so that their disks can be changed while they don't run. */
public final class LocalEtcd extends EtcdCluster {
    private final EtcdBinary binary;
    private final List<EtcdProcess> members;
    private final List<String> options;
    private final Path folder;

    /** @param options that every member runs with */
    LocalEtcd(EtcdBinary binary, List<EtcdProcess> members, List<String> options, Path folder) {
        super(members);
        this.binary = binary;
        this.members = List.copyOf(members);
        this.options = options;
        this.folder = folder;
    }

    @Override
    public LocalEtcd start() {
        super.start();
        return this;
    }

    @Override
    public EtcdProcess member(int number) {
        return members.get(number);
    }

    @Override
    public EtcdProcess watchedMember() {
        return (EtcdProcess) super.watchedMember();
    }

    /** Gives the data of a snapshot to members that never ran, as a cluster of their own, and starts them. */
    LocalEtcd startWith(Path snapshot) {
        members.forEach(member -> member.restore(snapshot, restored(snapshot)));
        return start();
    }

    /** Adds a member that only learns, and starts it. The caller ends it. */
    EtcdProcess startLearner() {
        EtcdProcess.Address address = EtcdProcess.Address.onLoopback("learner");
        String others = members.stream().map(EtcdProcess::asInitial).collect(Collectors.joining(","));
        EtcdProcess learner =
                new EtcdProcess(binary, address, others + "," + address.asInitial(), List.copyOf(options), folder);
        ctl("member", "add", address.name(), "--learner", "--peer-urls=" + address.peerUrl());
        learner.startAnew();
        return learner;
    }
}
