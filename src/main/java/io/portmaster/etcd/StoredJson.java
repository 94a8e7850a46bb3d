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
 * The fields of one JSON object. No tree is made of it: a node reads tens of thousands of them while somebody waits for it to
 * start, and has no use for any but a few fields of each.
 */
final class StoredJson {
    /** What a field holds that nobody asks for: an object, an array, a number that is no {@code int}. */
    private static final Object OTHER = new Object();

    private final List<String> names = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    private StoredJson() {}

    /**
     * Reads the first value there is. One that is no object has no fields.
     *
     * @throws IOException if it is no JSON
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

    /** Of a field that stands there twice, what stands there last; null for one that is missing, too. */
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
     * Null for a field that holds null or is missing.
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
