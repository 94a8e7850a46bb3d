package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes bodies as JSON, and reads them. */
public final class Json {
    /** The contract's bodies are three levels deep; unknown fields may be deeper. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_DIGITS = 64;

    /** The size in bytes that most bodies don't exceed. */
    private static final int USUAL_SIZE = 256;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            // The other side chooses the names of fields: a table of them would grow as long as the process lives.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .build();

    private static final ObjectReader READER =
            JsonMapper.builder(FACTORY).build().reader();

    private Json() {}

    /** The body as JSON in UTF-8. */
    public static byte[] write(JsonWritable body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected I/O error writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static void writeUnlessNull(JsonGenerator json, String field, @Nullable Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value);
        }
    }

    static void writeNumbers(JsonGenerator json, String field, List<Integer> numbers) throws IOException {
        json.writeArrayFieldStart(field);
        for (int number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    /** An array of bodies. */
    public static JsonWritable array(List<? extends JsonWritable> bodies) {
        return array(bodies, body -> body);
    }

    /** An array with a body for each item. Each body is made just before it is written, so that no list of bodies is needed. */
    public static <T> JsonWritable array(List<T> items, Function<? super T, ? extends JsonWritable> toBody) {
        return json -> {
            json.writeStartArray();
            for (T item : items) {
                toBody.apply(item).writeTo(json);
            }
            json.writeEndArray();
        };
    }

    /**
     * Reads a body that is one object.
     *
     * @param json in UTF-8
     * @param reader of the body, such as {@code OfferBody::read}
     * @throws UnreadableBodyException if it is no such body
     */
    public static <T> T read(byte[] json, Function<JsonObject, T> reader) {
        return reader.apply(new JsonObject(parse(json)));
    }

    /**
     * Reads a body that is an array of objects.
     *
     * @param json in UTF-8
     * @param reader of one item
     * @throws UnreadableBodyException if it is no such body
     */
    public static <T> List<T> readArray(byte[] json, Function<JsonObject, T> reader) {
        JsonNode array = parse(json);
        if (!array.isArray()) {
            throw new UnreadableBodyException("the body is no array");
        }
        List<T> items = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            items.add(reader.apply(new JsonObject(item)));
        }
        return items;
    }

    private static JsonNode parse(byte[] json) {
        try {
            return READER.readTree(json);
        } catch (IOException e) {
            throw new UnreadableBodyException("the body is not JSON", e);
        }
    }
}
