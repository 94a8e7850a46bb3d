package io.portmaster.http.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A cursor says where a page of a list starts: after the last item of the previous page. It is opaque to clients. Its first
 * letter tells cursors of names from cursors of ports, and leaves room for other forms.
 */
final class Cursor {
    private static final char AFTER_NAME = 'n';
    private static final char AFTER_PORT = 'p';

    private Cursor() {}

    static String after(Name name) {
        return encode(AFTER_NAME + name.value());
    }

    static String after(int port) {
        return encode(AFTER_PORT + Integer.toString(port));
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
