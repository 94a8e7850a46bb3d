package io.portmaster.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests with what a test has prepared, one after the other, and keeps what was asked. */
final class FakeNode implements AutoCloseable {
    static final String PROBLEM = "application/problem+json";

    /**
     * A request.
     *
     * @param authorization the header; empty if there is none
     */
    record Asked(String method, String target, String authorization, String ifMatch, String key) {}

    private record Prepared(int status, String type, String body) {}

    private final HttpServer server;
    private final Queue<Prepared> prepared = new ArrayDeque<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next request so. Status 0 cuts the connection. */
    FakeNode then(int status, String type, String body) {
        prepared.add(new Prepared(status, type, body));
        return this;
    }

    FakeNode thenProblem(int status, String code) {
        return then(
                status,
                PROBLEM,
                "{\"type\":\"urn:portmaster:problem:%s\",\"code\":\"%s\",\"title\":\"T\",\"status\":%d,\"detail\":\"why\"}"
                        .formatted(code, code, status));
    }

    FakeNode thenJson(int status, String body) {
        return then(status, "application/json", body);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                header(exchange, "Authorization"),
                header(exchange, "If-Match"),
                header(exchange, "Idempotency-Key")));
        Prepared next = prepared.remove();
        exchange.getRequestBody().readAllBytes();
        if (next.status == 0) {
            exchange.close();
            return;
        }
        byte[] body = next.body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", next.type);
        exchange.getResponseHeaders().set("ETag", "\"7\"");
        exchange.sendResponseHeaders(next.status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
