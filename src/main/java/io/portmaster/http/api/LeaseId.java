package io.portmaster.http.api;

import io.portmaster.domain.Lease;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the ids of leases. A number that no lease can have is an id like any other: nobody finds a lease of it. */
final class LeaseId {
    static final String RULE = "must be 16 lower-case hexadecimal digits";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    private LeaseId() {}

    /** The lease; null for a text that breaks the {@link #RULE}. */
    static @Nullable Lease parse(@Nullable String text) {
        return text != null && FORM.matcher(text).matches() ? new Lease(HexFormat.fromHexDigitsToLong(text)) : null;
    }
}
