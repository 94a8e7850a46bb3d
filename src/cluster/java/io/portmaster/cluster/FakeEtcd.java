package io.portmaster.cluster;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server that says that it is an etcd of some version, and can do nothing else. */
final class FakeEtcd implements AutoCloseable {
    private final Server server;

    FakeEtcd(String version) {
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()),
                        InsecureServerCredentials.create())
                .addService(new Maintenance(version))
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        private final String version;

        Maintenance(String version) {
            this.version = version;
        }

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
            answer.onNext(StatusResponse.newBuilder().setVersion(version).build());
            answer.onCompleted();
        }
    }
}
