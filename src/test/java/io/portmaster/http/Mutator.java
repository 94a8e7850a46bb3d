package io.portmaster.http;

import java.util.List;
import java.util.Random;

/** Makes wrong requests from right ones, with one mistake or several. */
public final class Mutator {
    private static final List<String> NASTY_VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "-1",
            "0",
            "1e999",
            "5000.0",
            "1E5000000",
            "9".repeat(60),
            "9".repeat(5000),
            "-0.0",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"" + "x".repeat(5000) + "\"",
            "[[[[[[[[[[]]]]]]]]]]",
            "[".repeat(3000),
            "{\"a\":".repeat(500) + "1" + "}".repeat(500),
            "\"5000\"",
            "NaN",
            "0x1",
            "\"\u00c3\u0028\"",
            "\"\u00ff\"",
            "'x'",
            "//",
            "");

    private static final List<String> NASTY_SEGMENTS = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2F",
            "%00",
            "%zz",
            "%",
            "%%",
            "%C3%A9",
            "%ff",
            "%0d%0a",
            ";x=1",
            "*",
            "~",
            "5000",
            "65536",
            "0000000000000005000",
            "-1",
            "x".repeat(65),
            "x".repeat(7000),
            "{service}",
            "a:b",
            "@",
            "+",
            "$",
            "(",
            "\\",
            "|",
            "^");

    private static final List<String> QUERIES = List.of(
            "?",
            "?stale",
            "?stale=maybe",
            "?limit=0",
            "?limit=99999999999",
            "?limit=1&limit=2",
            "?cursor=%00",
            "?cursor=bmRqYW5nbw",
            "?accept",
            "?accept=%zz",
            "?force=x",
            "?state=offered",
            "?state=",
            "?=&=&",
            "?" + "a=b&".repeat(1500),
            "?%ff=%fe",
            "?stale&" + "y".repeat(6000),
            "??",
            "?;",
            "#fragment",
            "?" + "y".repeat(9000));

    private static final List<String> HEADERS = List.of(
            "If-Match: *",
            "If-Match: \"1\", W/\"2\"",
            "If-Match: \"",
            "If-Match: " + "\"a\",".repeat(2000),
            "Idempotency-Key: x",
            "Idempotency-Key: " + "k".repeat(200),
            "Idempotency-Key: 1234567890123456",
            "X-Request-Id: a b",
            "X-Request-Id: " + "r".repeat(9000),
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: ;;;=",
            "Content-Type: application/" + "x".repeat(5000) + "+json",
            "Content-Encoding: gzip",
            "Accept: */*;q=x",
            "Accept: " + ",".repeat(3000),
            "Cookie: " + "a=b; ".repeat(500),
            "Range: bytes=0-1",
            "Expect: 200-maybe",
            "Connection: keep-alive, x",
            "Connection: Upgrade",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Origin: null",
            "Authorization: Basic !!!",
            "X-Forwarded-For: ' or 1=1",
            "If-None-Match: *",
            "TE: trailers",
            "Max-Forwards: 0",
            "X: " + "y".repeat(17_000),
            "Accept-Encoding: gzip, br",
            "Sec-WebSocket-Key: x",
            "HTTP2-Settings: AAMAAABk");

    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "BREW",
            "get",
            "CONNECT",
            "POST!",
            "X".repeat(300));

    private static final List<String> SMUGGLING = List.of(
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding : chunked",
            "Content-Length: 0",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 1e3",
            "Content-Length: 999999999999",
            "Content-Length : 3",
            "Transfer-Encoding: identity",
            "Host: other",
            "Sec-WebSocket-Key1: x",
            "Expect: 100-continue",
            " folded: x",
            ": nameless",
            "Bad Name: x");

    private final Random random;

    public Mutator(Random random) {
        this.random = random;
    }

    /** A right request. */
    private record Template(String method, String path, String body) {}

    /** @param whole whether the request has an end, so that it must get an answer */
    public record Request(String bytes, boolean whole) {}

    private Template template() {
        String name = "n" + random.nextInt(50);
        String port = Integer.toString(5000 + random.nextInt(100));
        return switch (random.nextInt(12)) {
            case 0 ->
                new Template(
                        "POST",
                        "/v1/services",
                        "{\"name\":\"s" + name + "\",\"description\":null,\"start\":6000,\"end\":6001}");
            case 1 -> new Template("PUT", "/v1/services/django", "{\"name\":\"django\",\"start\":5000,\"end\":5099}");
            case 2 ->
                new Template(
                        "PATCH",
                        "/v1/services/django",
                        "{\"description\":\"x\",\"ports\":{\"total\":100,\"allocated\":0}}");
            case 3, 4, 5 -> new Template("POST", "/v1/services/django/offers", "{\"name\":\"" + name + "\"}");
            case 6 ->
                new Template(
                        "POST",
                        "/v1/services/django/offers/6f8ffc86-d98a-49ba-848a-a7cbaaea9360/accept",
                        "{\"a\":[1]}");
            case 7 -> new Template("DELETE", "/v1/services/django/ports/" + name, "");
            case 8 -> new Template("GET", "/v1/services/django/offers", "");
            case 9 -> new Template("GET", "/v1/ports/" + port, "");
            case 10 -> new Template("GET", "/v1/services/django/ports/" + port, "");
            default -> new Template("GET", "/metrics", "");
        };
    }

    public Request next() {
        Template template = template();
        String method = chance(10) ? pick(METHODS) : template.method();
        String path = chance(4) ? mutatePath(template.path()) : template.path();
        String body = chance(2) ? mutateBody(template.body()) : template.body();
        String query = chance(4) ? pick(QUERIES) : "";
        String header = chance(3) ? pick(HEADERS) : "X: y";
        String request = Requests.of(method, path + query, body.isEmpty() ? null : "", lengthOf(body), header);
        String whole = request + body;
        if (chance(5)) {
            return new Request(corrupt(whole), false);
        }
        if (chance(6)) {
            return new Request(whole.replaceFirst("\r\n", "\r\n" + pick(SMUGGLING) + "\r\n"), false);
        }
        return new Request(whole, true);
    }

    private static String lengthOf(String body) {
        return body.isEmpty() ? "X-Empty: 1" : "Content-Length: " + body.length();
    }

    private String mutatePath(String path) {
        List<String> segments =
                new java.util.ArrayList<>(List.of(path.substring(1).split("/")));
        int at = random.nextInt(segments.size());
        switch (random.nextInt(4)) {
            case 0 -> segments.set(at, pick(NASTY_SEGMENTS));
            case 1 -> segments.add(at, pick(NASTY_SEGMENTS));
            case 2 -> segments.set(at, segments.get(at) + pick(NASTY_SEGMENTS));
            default -> segments.remove(at);
        }
        return "/" + String.join("/", segments);
    }

    private String mutateBody(String body) {
        String mutated = body;
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutated = switch (random.nextInt(6)) {
                case 0 -> corrupt(mutated);
                case 1 ->
                    mutated.replaceFirst(":[^,}]*", ":" + java.util.regex.Matcher.quoteReplacement(pick(NASTY_VALUES)));
                case 2 -> mutated.replaceFirst("\\{", "{\"name\":\"twice\",");
                case 3 ->
                    mutated.replaceFirst(
                            "\\{",
                            "{\"f" + random.nextInt() + "\":"
                                    + java.util.regex.Matcher.quoteReplacement(pick(NASTY_VALUES)) + ",");
                case 4 -> mutated + pick(NASTY_VALUES);
                default -> chance(20) ? mutated + " ".repeat(70_000) : pick(NASTY_VALUES);
            };
        }
        return mutated;
    }

    /** Flips, drops, doubles or adds some bytes. */
    private String corrupt(String text) {
        StringBuilder corrupted = new StringBuilder(text);
        for (int i = random.nextInt(8); i >= 0 && corrupted.length() > 0; i--) {
            int at = random.nextInt(corrupted.length());
            switch (random.nextInt(5)) {
                case 0 -> corrupted.setCharAt(at, (char) random.nextInt(256));
                case 1 -> corrupted.deleteCharAt(at);
                case 2 -> corrupted.insert(at, (char) random.nextInt(256));
                case 3 -> corrupted.setLength(at);
                default -> corrupted.insert(at, corrupted.substring(at, Math.min(corrupted.length(), at + 10)));
            }
        }
        return corrupted.toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
