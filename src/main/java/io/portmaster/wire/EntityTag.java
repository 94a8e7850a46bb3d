package io.portmaster.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A revision as an {@code ETag}, and the tags of {@code If-Match} (RFC 9110, sections 8.8.3 and 13.1.1).
 *
 * @param text between the quotes
 */
public record EntityTag(boolean weak, String text) {
    /** One element of the list and the comma or end behind it. Elements may be empty (RFC 9110, section 5.6.1.2). */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|$)");

    /** A revision as {@link #of} writes it. A tag with any other text matches nothing. */
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");

    /** A revision with what some proxies append when they compress: {@code "2-gzip"}, {@code "2;br"}. */
    private static final Pattern ALTERED = Pattern.compile("([1-9][0-9]{0,17})[^0-9].*");

    /** The strong tag of a revision. Every change of a record gives it another revision. */
    public static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * @param values of all headers of the name, which count as one list
     * @return the tags; null if the values are no list of tags, or have no tag
     */
    public static @Nullable List<EntityTag> parseList(List<String> values) {
        String list = String.join(",", values).trim();
        List<EntityTag> tags = new ArrayList<>();
        Matcher element = ELEMENT.matcher(list);
        int position = 0;
        while (position < list.length()) {
            if (!element.find(position) || element.start() != position) {
                return null;
            }
            position = element.end();
            if (element.group(2) != null) {
                tags.add(new EntityTag(element.group(1) != null, element.group(2)));
            }
        }
        return tags.isEmpty() ? null : tags;
    }

    /** The revision; null if the tag names none, or is weak: {@code If-Match} compares strongly (RFC 9110, section 13.1.1). */
    public @Nullable Long revision() {
        return !weak && REVISION.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    /** The revision of a tag that something was appended to; null for any other tag. */
    public @Nullable Long alteredRevision() {
        Matcher altered = ALTERED.matcher(text);
        return altered.matches() ? Long.valueOf(altered.group(1)) : null;
    }
}
