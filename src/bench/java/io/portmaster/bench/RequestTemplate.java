package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** A request with one gap, built once. For an op the generator only copies bytes into the gap. */
final class RequestTemplate {
    private static final String HOST = "\r\nHost: portmaster\r\n";

    private final int gap;
    private final byte[] rest;
    private byte[] bytes;
    private int length;

    private RequestTemplate(String before, String rest) {
        this.bytes = before.getBytes(ISO_8859_1);
        this.gap = bytes.length;
        this.rest = rest.getBytes(ISO_8859_1);
        fill(new byte[0]);
    }

    /** A request without a body. The gap follows this path. */
    static RequestTemplate of(String method, String path, String restOfPath) {
        String length = method.equals("GET") ? "" : "Content-Length: 0\r\n";
        return new RequestTemplate(method + " " + path, restOfPath + " HTTP/1.1" + HOST + length + "\r\n");
    }

    /** A request for an offer. The gap takes a name of {@link Names#LENGTH}. */
    static RequestTemplate offer(String service, String query) {
        return withBody("POST", "/v1/services/" + service + "/offers" + query, "{\"name\":\"", Names.LENGTH, "\"}");
    }

    /** A request for offers of so many names. The gap takes what {@link Names#next(int)} gives. */
    static RequestTemplate offerOfNames(String service, String query, int count) {
        return withBody(
                "POST", "/v1/services/" + service + "/offers" + query, "{\"names\":[\"", Names.length(count), "\"]}");
    }

    /**
     * A request with a JSON body.
     *
     * @param gap how long the content of the gap is, which stands in the body
     */
    static RequestTemplate withBody(String method, String path, String before, int gap, String after) {
        String head = method + " " + path + " HTTP/1.1" + HOST + "Content-Type: application/json\r\nContent-Length: "
                + (before.length() + gap + after.length()) + "\r\n\r\n";
        return new RequestTemplate(head + before, after);
    }

    RequestTemplate fill(byte[] content) {
        length = gap + content.length + rest.length;
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, length);
        }
        System.arraycopy(content, 0, bytes, gap, content.length);
        System.arraycopy(rest, 0, bytes, gap + content.length, rest.length);
        return this;
    }

    RequestTemplate fill(int number) {
        return fill(Integer.toString(number).getBytes(ISO_8859_1));
    }

    /** The bytes of the request, up to {@link #length}. They are valid until the gap is filled again. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
