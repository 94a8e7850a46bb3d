package io.portmaster.http.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that every node serves: the contract, the script {@code portmaster-exec}, and the web page. */
public final class Documents {
    private final Buffer contract;
    private final Buffer execScript;
    private final WebPage webPage;

    private Documents(Buffer contract, Buffer execScript, WebPage webPage) {
        this.contract = contract;
        this.execScript = execScript;
        this.webPage = webPage;
    }

    public static Documents load() {
        return new Documents(
                load("/openapi.yaml"),
                load("/portmaster-exec"),
                new WebPage(load("/index.html").toString(StandardCharsets.UTF_8)));
    }

    Buffer contract() {
        return contract;
    }

    Buffer execScript() {
        return execScript;
    }

    WebPage webPage() {
        return webPage;
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
