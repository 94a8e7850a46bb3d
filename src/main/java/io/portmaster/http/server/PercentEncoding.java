package io.portmaster.http.server;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Refuses request targets whose percent-encoding is broken (RFC 3986, section 2.1), before they are decoded. The later decoders
 * guess at some of them, and throw at others with a message that may repeat a secret.
 */
public final class PercentEncoding {
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private PercentEncoding() {}

    public static void check(RoutingContext context) {
        String target = context.request().uri();
        if (target.indexOf('%') >= 0 && BROKEN.matcher(target).find()) {
            RequestPart part = BROKEN.matcher(context.request().path()).find() ? RequestPart.PATH : RequestPart.QUERY;
            throw new MalformedRequestException(part, null, "has a broken percent-encoding");
        }
        context.next();
    }
}
