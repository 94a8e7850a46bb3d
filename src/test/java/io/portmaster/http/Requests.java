package io.portmaster.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes requests as text, with one character for each byte. */
public final class Requests {
    private Requests() {}

    /**
     * @param body sent as {@code application/json} and with its length, unless a header says otherwise; null for none
     * @param headers as {@code Name: value}
     */
    public static String of(String method, String path, @Nullable String body, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (!has("host", headers)) {
            request.append("Host: localhost\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        String bytes = body == null ? "" : bytes(body);
        if (body != null) {
            if (!has("content-type", headers)) {
                request.append("Content-Type: application/json\r\n");
            }
            if (!has("content-length", headers) && !has("transfer-encoding", headers)) {
                request.append("Content-Length: ").append(bytes.length()).append("\r\n");
            }
        }
        return request + "\r\n" + bytes;
    }

    /** The UTF-8 bytes of a text, one character for each byte. */
    public static String bytes(String text) {
        return new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static boolean has(String name, String... headers) {
        return List.of(headers).stream()
                .anyMatch(header -> header.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }
}
