package io.portmaster.http.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list starts: behind the last item of the page before. Opaque to clients; a letter in front tells the
 * kinds apart, and future forms from this one.
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

    /** Null for what {@link #after(Name)} never made. */
    static @Nullable Name parseName(String cursor) {
        String name = decode(AFTER_NAME, cursor);
        return name != null && NameRule.SERVICE.allows(name) ? Name.ofService(name) : null;
    }

    /** Null for what {@link #after(int)} never made. */
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
