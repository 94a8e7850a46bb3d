package io.portmaster.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.TxnRequest;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.faults.Fault.Remedy;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What makes etcd refuse a whole batch for the sake of one of its mutations. */
final class BatchFaults {
    private BatchFaults() {}

    /** The leases that offers are put on end all at once, and offers that were under way find none. */
    static Remedy revokeLeases(Scene scene, Random random) {
        scene.revokeLeases();
        return Remedy.NONE;
    }

    /** Of what a node sends some arrives with its last change twice, which etcd refuses as a duplicate key. */
    static Remedy doubleKeys(Scene scene, Random random) {
        Arena arena = scene.arena();
        for (GrpcProxy proxy : arena.grpcProxies()) {
            proxy.tamper(GrpcProxy.TXN, BatchFaults::doubled);
        }
        return () -> arena.grpcProxies().forEach(proxy -> proxy.leaveAlone(GrpcProxy.TXN));
    }

    private static byte[] doubled(byte[] message) {
        try {
            TxnRequest request = TxnRequest.parseFrom(message);
            boolean spared = request.getSuccessCount() == 0
                    || ThreadLocalRandom.current().nextInt(3) > 0;
            return spared
                    ? message
                    : request.toBuilder()
                            .addSuccess(request.getSuccess(request.getSuccessCount() - 1))
                            .build()
                            .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a transaction", e);
        }
    }

    /** More offers at once than the transactions of this etcd may hold. */
    static Remedy burst(Scene scene, Random random) {
        scene.burst(random);
        return Remedy.NONE;
    }
}
