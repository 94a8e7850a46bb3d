package io.portmaster.http.api;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header with which a client can safely repeat a request for an offer. */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";
    static final String RULE =
            "must be one key of 16 to 128 visible ASCII characters, with or without quotes around it";

    private static final Pattern FORM = Pattern.compile("\"([!-~]{16,128})\"|([!-~]{16,128})");

    private IdempotencyKey() {}

    /** The key without the quotes around it, which are no part of it; null if it breaks the rule. */
    static @Nullable String parse(List<String> values) {
        Matcher form = FORM.matcher(values.size() == 1 ? values.get(0).trim() : "");
        if (!form.matches()) {
            return null;
        }
        if (form.group(1) != null) {
            return form.group(1);
        }
        String bare = form.group(2);
        // A quoted key of a wrong length must not become valid because the quotes count as characters.
        return bare.startsWith("\"") && bare.endsWith("\"") ? null : bare;
    }
}
