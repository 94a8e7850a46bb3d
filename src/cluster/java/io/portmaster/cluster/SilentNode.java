package io.portmaster.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A node that says that it is ready, takes requests, and closes their connections without an answer. */
final class SilentNode implements AutoCloseable {
    private final HttpServer server;
    private final Queue<String> methods = new ConcurrentLinkedQueue<>();

    SilentNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The number of requests that it has taken, without HAProxy's checks. */
    List<String> methods() {
        return List.copyOf(methods);
    }

    private void take(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().equals("/readyz")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            methods.add(exchange.getRequestMethod());
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
