package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that stands in etcd. It holds texts, whole numbers and booleans, and no tree: a node reads tens of
 * thousands of such objects at its start, and needs a few fields of each.
 */
final class StoredJson {
    /** Stands for a value that no format has: an object, an array, a number that is no {@code int}. */
    private static final Object OTHER = new Object();

    private final List<String> names = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    private StoredJson() {}

    /**
     * Reads the first JSON value of the bytes. A value that is no object has no fields.
     *
     * @throws IOException if the bytes are no JSON
     */
    static StoredJson read(JsonFactory json, byte[] bytes) throws IOException {
        StoredJson object = new StoredJson();
        try (JsonParser parser = json.createParser(bytes)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    object.names.add(parser.currentName());
                    object.values.add(value(parser, parser.nextToken()));
                }
            }
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == NumberType.INT ? Integer.valueOf(parser.getIntValue()) : OTHER;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> {
                parser.skipChildren();
                yield OTHER;
            }
        };
    }

    /** The value of a field; the last one if the field is there twice; null if the field is missing or holds null. */
    private @Nullable Object find(String field) {
        int found = names.lastIndexOf(field);
        return found < 0 ? null : values.get(found);
    }

    /** @throws IllegalArgumentException unless the field holds a text */
    String text(String field) {
        if (find(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text in " + field);
    }

    /**
     * The text of a field; null if the field holds null or is missing.
     *
     * @throws IllegalArgumentException if the field holds anything else that is no text
     */
    @Nullable
    String optionalText(String field) {
        return find(field) == null ? null : text(field);
    }

    /** @throws IllegalArgumentException unless the field holds a whole number of 32 bits */
    int integer(String field) {
        if (find(field) instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException("no integer in " + field);
    }

    /**
     * @param missing the value of a field that holds null or is missing
     * @throws IllegalArgumentException if the field holds anything else that is no whole number of 32 bits
     */
    int integer(String field, int missing) {
        return find(field) == null ? missing : integer(field);
    }

    /** Whether the field holds {@code true}. */
    boolean isTrue(String field) {
        return Boolean.TRUE.equals(find(field));
    }
}
