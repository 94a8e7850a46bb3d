package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortProbeTest {
    private final PortProbe probe = new PortProbe();

    private boolean isBusy(int port) {
        return !probe.busy(List.of(port)).isEmpty();
    }

    private static InetSocketAddress any(String host) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), 0);
    }

    @Test
    void portThatNobodyUsesIsFreeTimeAndAgain() {
        int port = FreePort.range(1);

        assertThat(isBusy(port)).isFalse();
        assertThat(isBusy(port)).isFalse();
    }

    @Test
    void listenerOnAnyAddressIsFound() throws IOException {
        for (String host : List.of("0.0.0.0", "127.0.0.1", "::", "::1")) {
            StandardProtocolFamily family =
                    host.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
            try (ServerSocketChannel server = ServerSocketChannel.open(family)) {
                server.bind(any(host));

                assertThat(isBusy(server.socket().getLocalPort())).as(host).isTrue();
            }
        }
    }

    /** Servers set both. They share ports among themselves, and with nobody else. */
    @Test
    void listenerThatSharesItsPortIsFound() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            server.bind(any("0.0.0.0"));

            assertThat(isBusy(server.socket().getLocalPort())).isTrue();
        }
    }

    @Test
    void udpSocketOnAnyAddressIsFound() throws IOException {
        for (String host : List.of("0.0.0.0", "127.0.0.1", "::1")) {
            try (DatagramSocket socket = new DatagramSocket(any(host))) {
                assertThat(isBusy(socket.getLocalPort())).as(host).isTrue();
            }
        }
    }

    @Test
    void udpSocketThatSharesItsPortIsFound() throws IOException {
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(any("0.0.0.0"));

            assertThat(isBusy(socket.socket().getLocalPort())).isTrue();
        }
    }

    /** The server closes first, so its side of the connection waits for late packets. */
    @Test
    void portWhoseConnectionsHaveEndedIsFree() throws IOException {
        int port = FreePort.range(1);
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                server.accept().close();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }

        Await.until("the server's side waits", Duration.ofSeconds(10), () -> states(port)
                .contains("TIME_WAIT"));
        assertThat(isBusy(port)).isFalse();
    }

    private static List<String> states(int port) {
        try {
            return ConnectionsOfTheHost.states(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyTheBusyOnesOfSeveralAreTold() throws IOException {
        int free = FreePort.range(1);
        try (ServerSocket server = new ServerSocket(0)) {
            assertThat(probe.busy(List.of(free, server.getLocalPort()))).containsExactly(server.getLocalPort());
        }
    }
}
