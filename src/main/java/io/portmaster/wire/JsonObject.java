package io.portmaster.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, from which a body is read field by field. Methods throw {@link UnreadableBodyException} if a field is missing or
 * has another type.
 */
public final class JsonObject {
    private final JsonNode fields;

    JsonObject(JsonNode fields) {
        if (!fields.isObject()) {
            throw new UnreadableBodyException("an object is expected where there is none");
        }
        this.fields = fields;
    }

    /** Whether the field is there, also with the value null. */
    boolean has(String field) {
        return fields.has(field);
    }

    boolean isArray(String field) {
        return fields.path(field).isArray();
    }

    String text(String field) {
        String text = optionalText(field);
        if (text == null) {
            throw new UnreadableBodyException(field + " is missing");
        }
        return text;
    }

    /** The text; null if the field is missing or null. */
    @Nullable
    String optionalText(String field) {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return text(field, value);
    }

    int number(String field) {
        return number(field, fields.path(field));
    }

    /** The number; null if the field is missing or null. */
    @Nullable
    Integer optionalNumber(String field) {
        return fields.hasNonNull(field) ? Integer.valueOf(number(field)) : null;
    }

    /** The number; the other one if the field is missing or null. */
    int number(String field, int otherwise) {
        return fields.hasNonNull(field) ? number(field) : otherwise;
    }

    /** The revision; 0 if the field is missing. */
    long revision(String field) {
        JsonNode value = fields.path(field);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new UnreadableBodyException(field + " is no revision");
        }
        return value.longValue();
    }

    /** Whether the field is true. It may be missing. */
    boolean flag(String field) {
        JsonNode value = fields.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new UnreadableBodyException(field + " is neither true nor false");
        }
        return value.booleanValue();
    }

    /** The time; null if the field is missing or null. */
    @Nullable
    Instant optionalTime(String field) {
        return fields.hasNonNull(field) ? time(field) : null;
    }

    Instant time(String field) {
        try {
            return Timestamp.parseAny(text(field));
        } catch (DateTimeException e) {
            throw new UnreadableBodyException(field + " is no time", e);
        }
    }

    <T> T object(String field, Function<JsonObject, T> reader) {
        return reader.apply(new JsonObject(fields.path(field)));
    }

    <T> List<T> objects(String field, Function<JsonObject, T> reader) {
        return items(field, item -> reader.apply(new JsonObject(item)));
    }

    List<Integer> numbers(String field) {
        return items(field, item -> number(field, item));
    }

    /** The texts of an array; empty if the field is missing. */
    List<String> texts(String field) {
        return items(field, item -> text(field, item));
    }

    /** The texts of an object, in its order; empty if the field is missing. */
    Map<String, String> textsByName(String field) {
        JsonNode object = fields.path(field);
        if (object.isMissingNode()) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), text(field, entry.getValue())));
        return Collections.unmodifiableMap(texts);
    }

    private <T> List<T> items(String field, Function<JsonNode, T> reader) {
        List<T> items = new ArrayList<>();
        fields.path(field).forEach(item -> items.add(reader.apply(item)));
        return List.copyOf(items);
    }

    private static String text(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw new UnreadableBodyException(field + " is no text");
        }
        return value.textValue();
    }

    private static int number(String field, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new UnreadableBodyException(field + " is no whole number");
        }
        return value.intValue();
    }
}
