package io.portmaster.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * As whom a client asks, and whom it trusts.
 *
 * @param token sent as a bearer token (RFC 6750); null for none
 * @param tls for {@code https} addresses; null for the JDK's own
 */
public record Access(@Nullable String token, @Nullable SSLContext tls) {
    /** Without a token. */
    public static final Access OPEN = new Access(null, null);

    HttpClient.Builder on(HttpClient.Builder client) {
        return tls == null ? client : client.sslContext(tls);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The token stays hidden. */
    @Override
    public String toString() {
        return token == null ? "open" : "with a token";
    }
}
