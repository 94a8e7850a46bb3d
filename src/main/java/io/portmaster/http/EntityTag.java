package io.portmaster.http;

import io.portmaster.allocation.Precondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Revisions as {@code ETag}s, and {@code If-Match} (RFC 9110, sections 8.8.3 and 13.1.1). */
final class EntityTag {
    /** One element of the list and the comma or end behind it. Elements may be empty (RFC 9110, section 5.6.1.2). */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|$)");

    /** A revision as {@link #of} writes it; any other text is a tag of something else, and matches nothing. */
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");

    /** A revision, and what some proxies append when they compress: {@code "2-gzip"}, {@code "2;br"}. */
    private static final Pattern ALTERED = Pattern.compile("([1-9][0-9]{0,17})([^0-9].*)?");

    private EntityTag() {}

    /** Strong: a revision tells states apart byte for byte, as far as they can be told apart. */
    static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * Says that a proxy has spoiled one of these tags, so that it never matches, and what to send instead; null if none is
     * spoiled.
     *
     * @param values of all {@code If-Match} headers, well-formed
     */
    static @Nullable String spoiled(List<String> values) {
        Matcher element = ELEMENT.matcher(String.join(",", values));
        while (element.find()) {
            Matcher altered = ALTERED.matcher(element.group(2) == null ? "" : element.group(2));
            if (element.group(1) != null) {
                return "a weak tag, W/\"…\", never matches in If-Match; " + wayOut("without the W/");
            } else if (altered.matches() && altered.group(2) != null) {
                return "If-Match has the tag " + of(Long.parseLong(altered.group(1)))
                        + " with something appended, which never matches; " + wayOut("as the node sent it");
            }
        }
        return null;
    }

    private static String wayOut(String how) {
        return "a proxy that compresses answers has changed it. Send the tag " + how
                + ", or have the proxy leave answers with Cache-Control: no-transform as they are";
    }

    /**
     * @param values of all {@code If-Match} headers, which count as one list
     * @return null if they are malformed
     */
    static @Nullable Precondition parseIfMatch(List<String> values) {
        if (values.isEmpty()) {
            return Precondition.NONE;
        }
        String list = String.join(",", values).trim();
        if (list.equals("*")) {
            return Precondition.NONE;
        }
        Set<Long> revisions = new HashSet<>();
        boolean anyTag = false;
        Matcher element = ELEMENT.matcher(list);
        int position = 0;
        while (position < list.length()) {
            if (!element.find(position) || element.start() != position) {
                return null;
            }
            position = element.end();
            String tag = element.group(2);
            anyTag |= tag != null;
            // If-Match compares strongly: a weak tag equals none.
            if (tag != null && element.group(1) == null && REVISION.matcher(tag).matches()) {
                revisions.add(Long.parseLong(tag));
            }
        }
        return anyTag ? new Precondition(revisions) : null;
    }
}
