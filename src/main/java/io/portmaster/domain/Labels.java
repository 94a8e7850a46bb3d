package io.portmaster.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to remember of an offer, an allocation or a lease: texts by name. A character is a Unicode code point.
 *
 * @param values in the order of the names
 */
public record Labels(Map<String, String> values) {
    /** The largest number of labels. */
    public static final int MAX_COUNT = 16;

    /** A name has at least one character and at most this many. */
    public static final int MAX_NAME = 63;

    /** The largest number of characters of a value, which may be empty. */
    public static final int MAX_VALUE = 255;

    /** The largest number of bytes of all names and values together, in UTF-8. */
    public static final int MAX_BYTES = 4096;

    public static final Labels EMPTY = new Labels(Map.of());

    /** @throws IllegalArgumentException if {@link #objection} has one */
    public Labels {
        String objection = objection(values);
        if (objection != null) {
            throw new IllegalArgumentException("the labels " + objection);
        }
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** What is wrong with the labels, to be read after their field's name. Null if they are allowed. */
    public static @Nullable String objection(Map<String, String> values) {
        if (values.size() > MAX_COUNT) {
            return "must be at most " + MAX_COUNT + ", not " + values.size();
        }
        for (Map.Entry<String, String> label : values.entrySet()) {
            if (label.getKey().isEmpty() || length(label.getKey()) > MAX_NAME) {
                return "must have names of 1 to " + MAX_NAME + " characters";
            }
            if (length(label.getValue()) > MAX_VALUE) {
                return "must have values of at most " + MAX_VALUE + " characters";
            }
        }
        return bytes(values) > MAX_BYTES ? "must have at most " + MAX_BYTES + " bytes in all" : null;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int bytes(Map<String, String> values) {
        return values.entrySet().stream()
                .mapToInt(label ->
                        label.getKey().getBytes(UTF_8).length + label.getValue().getBytes(UTF_8).length)
                .sum();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The bytes of all names and values, in UTF-8. */
    public int bytes() {
        return bytes(values);
    }

    /** Whether each label of the other ones is among these, with the same value. */
    public boolean contain(Map<String, String> others) {
        return values.entrySet().containsAll(others.entrySet());
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
