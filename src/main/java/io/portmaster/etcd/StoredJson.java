package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that stands in etcd: texts, whole numbers, booleans, objects, and arrays of objects. It is no
 * tree of nodes: a node reads tens of thousands of such objects at its start, and needs a few fields of each.
 */
final class StoredJson {
    /** Stands for a value that no format has: a number that is no {@code int}, an array in an array. */
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
                object.take(parser);
            }
        }
        return object;
    }

    /** Takes the fields of the object whose start the parser has just read. */
    private StoredJson take(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            names.add(parser.currentName());
            values.add(value(parser, parser.nextToken()));
        }
        return this;
    }

    private static List<@Nullable Object> elements(JsonParser parser) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                parser.skipChildren();
                elements.add(OTHER);
            } else {
                elements.add(value(parser, token));
            }
        }
        return elements;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == NumberType.INT ? Integer.valueOf(parser.getIntValue()) : OTHER;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT -> new StoredJson().take(parser);
            case START_ARRAY -> elements(parser);
            default -> OTHER;
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

    /**
     * The whole number of a field; null if the field holds null or is missing.
     *
     * @throws IllegalArgumentException if the field holds anything else that is no whole number of 32 bits
     */
    @Nullable
    Integer optionalInteger(String field) {
        return find(field) == null ? null : Integer.valueOf(integer(field));
    }

    /**
     * The object of a field; null if the field holds null or is missing.
     *
     * @throws IllegalArgumentException if the field holds anything else that is no object
     */
    @Nullable
    StoredJson optionalObject(String field) {
        Object value = find(field);
        if (value == null || value instanceof StoredJson) {
            return (StoredJson) value;
        }
        throw new IllegalArgumentException("no object in " + field);
    }

    /**
     * The objects of a field's array. Empty if the field holds null or is missing.
     *
     * @throws IllegalArgumentException if the field holds anything else that is no array of objects
     */
    List<StoredJson> objects(String field) {
        Object value = find(field);
        if (value == null) {
            return List.of();
        }
        List<StoredJson> objects = new ArrayList<>();
        if (value instanceof List<?> elements) {
            for (Object element : elements) {
                if (element instanceof StoredJson object) {
                    objects.add(object);
                } else {
                    throw new IllegalArgumentException("not only objects in " + field);
                }
            }
            return objects;
        }
        throw new IllegalArgumentException("no array in " + field);
    }

    /**
     * All fields as texts.
     *
     * @throws IllegalArgumentException if a field holds anything else
     */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        for (String name : names) {
            texts.put(name, text(name));
        }
        return texts;
    }

    /** Whether the field holds {@code true}. */
    boolean isTrue(String field) {
        return Boolean.TRUE.equals(find(field));
    }
}
