package io.portmaster.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers each request as a test has prepared it for its method and path. The last answer stays. */
final class ScriptedNode implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<Answer>> answers = new HashMap<>();

    /** @param status 0 cuts the connection */
    private record Answer(int status, String body) {}

    ScriptedNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds an answer to requests for {@code POST /v1/services} and the like. */
    synchronized ScriptedNode on(String request, int status, String body) {
        answers.computeIfAbsent(request, key -> new ArrayList<>()).add(new Answer(status, body));
        return this;
    }

    ScriptedNode problem(String request, int status, String code, String members) {
        return on(
                request,
                status,
                "{\"type\":\"urn:portmaster:problem:%s\",\"code\":\"%s\",\"title\":\"T\",\"status\":%d,\"detail\":\"why\"%s}"
                        .formatted(code, code, status, members));
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Answer answer = next(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        if (answer.status > 0) {
            byte[] body = answer.body.getBytes(UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", answer.status < 300 ? "application/json" : "application/problem+json");
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private synchronized Answer next(String request) {
        List<Answer> all = answers.get(request);
        if (all == null) {
            throw new AssertionError("nothing is prepared for " + request);
        }
        return all.size() == 1 ? all.get(0) : all.remove(0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
