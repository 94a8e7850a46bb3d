package io.portmaster.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which {@code Content-Type} says that a body is JSON (RFC 9110, section 8.3; RFC 6839, section 3.1). */
final class MediaType {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern TYPE = Pattern.compile("(" + TOKEN + "/" + TOKEN + ")");
    private static final Pattern PARAMETER =
            Pattern.compile("[ \\t]*;[ \\t]*(?:(" + TOKEN + ")=(?:(" + TOKEN + ")|\"((?:[^\"\\\\]|\\\\.)*)\"))?");

    private MediaType() {}

    /**
     * What is wrong with these headers for a body of JSON in UTF-8, or null.
     *
     * @param types of all {@code Content-Type} headers
     * @param codings of all {@code Content-Encoding} headers
     */
    static @Nullable String objection(List<String> types, List<String> codings) {
        if (types.size() != 1 || !isJson(types.get(0).trim())) {
            return "send the body as application/json";
        }
        return codings.stream().allMatch(coding -> coding.trim().equalsIgnoreCase("identity"))
                ? null
                : "send the body without a Content-Encoding";
    }

    private static boolean isJson(String header) {
        Matcher type = TYPE.matcher(header);
        if (!type.lookingAt()) {
            return false;
        }
        String name = type.group(1).toLowerCase(Locale.ROOT);
        return (name.equals("application/json") || name.endsWith("+json")) && isUtf8(header, type.end());
    }

    /** Whether the parameters from that position on are well-formed, and ask for no charset but UTF-8. */
    private static boolean isUtf8(String header, int position) {
        Matcher parameter = PARAMETER.matcher(header);
        int end = position;
        while (end < header.length()) {
            if (!parameter.find(end) || parameter.start() != end) {
                return false;
            }
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            if ("charset".equalsIgnoreCase(parameter.group(1)) && !"utf-8".equalsIgnoreCase(value)) {
                return false;
            }
            end = parameter.end();
        }
        return true;
    }
}
