package io.portmaster.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.TxnRequest;
import io.portmaster.cluster.GrpcProxy;
import io.portmaster.faults.Fault.Remedy;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Faults that make etcd refuse a whole batch because of one of its mutations. */
final class BatchFaults {
    private BatchFaults() {}

    /** Ends all leases of offers at once. Offers on the way then find no lease. */
    static Remedy revokeLeases(FaultContext context, Random random) {
        context.revokeLeases();
        return Remedy.NONE;
    }

    /** Sends the last change of some of a node's transactions twice. etcd refuses these because of the duplicate key. */
    static Remedy doubleKeys(FaultContext context, Random random) {
        FaultCluster cluster = context.cluster();
        for (GrpcProxy proxy : cluster.grpcProxies()) {
            proxy.tamper(GrpcProxy.TXN, BatchFaults::doubled);
        }
        return () -> cluster.grpcProxies().forEach(proxy -> proxy.leaveAlone(GrpcProxy.TXN));
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

    /** Asks for more offers at once than a transaction of this etcd may hold. */
    static Remedy burst(FaultContext context, Random random) {
        context.burst(random);
        return Remedy.NONE;
    }
}
