package io.portmaster.http.api;

import com.google.common.base.CharMatcher;
import com.google.common.net.MediaType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a {@code Content-Type} means JSON in UTF-8 (RFC 9110, section 8.3; RFC 6839, section 3.1). */
final class JsonBodyType {
    /** The names of UTF-8, in lower case. {@code utf8} is no registered name, but many clients write it. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8");

    private static final String USUAL = "application/json";

    private static final CharMatcher SEPARATORS = CharMatcher.anyOf("; \t");

    private static final int MAX_SHOWN = 32;

    private JsonBodyType() {}

    /**
     * What to send instead of these headers; null if they are right.
     *
     * @param types of all {@code Content-Type} headers
     * @param codings of all {@code Content-Encoding} headers
     */
    static @Nullable String objection(List<String> types, List<String> codings) {
        return isUsual(types, codings) ? null : parsedObjection(types, codings);
    }

    /** Whether these are the headers that nearly every client sends. Parsing them would take a fiftieth of an offer's time. */
    private static boolean isUsual(List<String> types, List<String> codings) {
        return types.size() == 1 && types.get(0).equals(USUAL) && codings.isEmpty();
    }

    private static @Nullable String parsedObjection(List<String> types, List<String> codings) {
        MediaType type = types.size() == 1 ? parse(types.get(0).trim()) : null;
        if (type == null || !isJson(type)) {
            return "send the body as " + USUAL;
        }
        for (String charset : type.parameters().get("charset")) {
            if (!UTF_8.contains(charset)) {
                return "send the body in UTF-8, not in the charset " + shown(charset);
            }
        }
        return codings.stream().allMatch(coding -> coding.trim().equalsIgnoreCase("identity"))
                ? null
                : "send the body without a Content-Encoding";
    }

    private static @Nullable MediaType parse(String header) {
        try {
            // A semicolon may end the header (RFC 9110, section 5.6.6). Guava doesn't accept that.
            return MediaType.parse(SEPARATORS.trimTrailingFrom(header));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isJson(MediaType type) {
        return (type.type().equals("application") && type.subtype().equals("json"))
                || type.subtype().endsWith("+json");
    }

    private static String shown(String charset) {
        return charset.length() <= MAX_SHOWN ? "'" + charset + "'" : "that Content-Type names";
    }
}
