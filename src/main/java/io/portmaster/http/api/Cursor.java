package io.portmaster.http.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A cursor says where a page of a list starts: after the last item of the previous page. It is opaque to clients. Its first
 * letter tells its kind, and leaves room for other forms.
 */
final class Cursor {
    private static final char AFTER_NAME = 'n';
    private static final char AFTER_PORT = 'p';
    private static final char AFTER_LEASE = 'l';

    private Cursor() {}

    static String after(Name name) {
        return encode(AFTER_NAME + name.value());
    }

    static String after(int port) {
        return encode(AFTER_PORT + Integer.toString(port));
    }

    static String after(Lease lease) {
        return encode(AFTER_LEASE + lease.text());
    }

    /** The name; null if {@link #after(Name)} can't have made the cursor. */
    static @Nullable Name parseName(String cursor) {
        String name = decode(AFTER_NAME, cursor);
        return name != null && NameRule.SERVICE.allows(name) ? Name.ofService(name) : null;
    }

    /** The port; null if {@link #after(int)} can't have made the cursor. */
    static @Nullable Integer parsePort(String cursor) {
        String port = decode(AFTER_PORT, cursor);
        return port == null ? null : PortNumber.parse(port);
    }

    /** The lease; null if {@link #after(Lease)} can't have made the cursor. */
    static @Nullable Lease parseLease(String cursor) {
        return LeaseId.parse(decode(AFTER_LEASE, cursor));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(ISO_8859_1));
    }

    private static @Nullable String decode(char kind, String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), ISO_8859_1);
            return text.isEmpty() || text.charAt(0) != kind ? null : text.substring(1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
