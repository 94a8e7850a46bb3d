package io.portmaster.http.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What every node serves to read: the contract and a web page. */
public record Documents(Buffer contract, Buffer webPage) {
    public static Documents load() {
        return new Documents(load("/openapi.yaml"), load("/index.html"));
    }

    private static Buffer load(String resource) {
        try (InputStream in = Documents.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + resource, e);
        }
    }
}
