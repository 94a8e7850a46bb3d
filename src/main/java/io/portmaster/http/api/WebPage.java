package io.portmaster.http.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web page for people. It shows the address that its reader has asked, as the {@code Host} header tells it. If a proxy adds
 * TLS or a path to that address, the node doesn't know it: then the page's own script corrects the address.
 */
final class WebPage {
    /** What the file has in place of the address. */
    private static final String SAMPLE = "http://127.0.0.1:8080";

    /** A host with or without a port (RFC 9110, section 7.2). It has no character that means something in HTML. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private final String before;
    private final String behind;

    /** @param file has the sample address exactly once */
    WebPage(String file) {
        int start = file.indexOf(SAMPLE);
        if (start < 0 || start != file.lastIndexOf(SAMPLE)) {
            throw new IllegalArgumentException("the web page must have " + SAMPLE + " exactly once");
        }
        this.before = file.substring(0, start);
        this.behind = file.substring(start + SAMPLE.length());
    }

    /** The page for the sender of this request. */
    Buffer at(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        String authority = isAuthority(host) ? host : authority(request.localAddress());
        return Buffer.buffer(before + request.scheme() + "://" + authority + behind);
    }

    private static boolean isAuthority(@Nullable String host) {
        return host != null && AUTHORITY.matcher(host).matches();
    }

    private static String authority(SocketAddress address) {
        String host = address.hostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }
}
