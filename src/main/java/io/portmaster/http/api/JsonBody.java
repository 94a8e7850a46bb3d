package io.portmaster.http.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portmaster.http.problem.Violation;
import io.portmaster.http.server.RequestPart;
import io.portmaster.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses request bodies strictly: UTF-8 only, no key twice, nothing behind the value. */
final class JsonBody {
    /** Refuses a key that an object has twice. */
    private static final ObjectReader READER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    private static final String BLANK = "is not JSON: it is blank";

    private JsonBody() {}

    /**
     * The fields of a body that may be any JSON. A value that is no object has none. If the body is not JSON, the method adds one
     * violation and returns null.
     */
    static @Nullable Map<String, JsonNode> readAny(Buffer body, Collection<Violation> violations) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        String objection = readAny(body, fields);
        if (objection == null) {
            return fields;
        }
        violations.add(new Violation(RequestPart.BODY, null, objection));
        return null;
    }

    private static @Nullable String readAny(Buffer body, Map<String, JsonNode> fields) {
        try (JsonParser parser = Json.FACTORY.createParser(decode(body))) {
            if (parser.nextToken() == null) {
                return BLANK;
            }
            JsonNode value = READER.readTree(parser);
            value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            return objectionToRest(parser);
        } catch (IOException e) {
            return objection(e);
        }
    }

    /**
     * The fields of the body's JSON object. If the body is no object, the method adds one violation and returns null.
     */
    static @Nullable Map<String, JsonNode> read(Buffer body, Collection<Violation> violations) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        String objection = read(body, fields, violations);
        if (objection == null) {
            return fields;
        }
        violations.add(new Violation(RequestPart.BODY, null, objection));
        return null;
    }

    private static @Nullable String read(Buffer body, Map<String, JsonNode> fields, Collection<Violation> violations) {
        if (body.length() == 0) {
            return "is missing";
        }
        try (JsonParser parser = Json.FACTORY.createParser(decode(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return parser.currentToken() == null ? BLANK : "must be a JSON object";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                JsonNode value = READER.readTree(parser);
                if (fields.put(name, value) != null) {
                    violations.add(new Violation(RequestPart.BODY, JsonFields.shown(name), "is given more than once"));
                }
            }
            return objectionToRest(parser);
        } catch (IOException e) {
            return objection(e);
        }
    }

    /** What is wrong with the text after the value that the parser has read; null if there is none. */
    private static @Nullable String objectionToRest(JsonParser parser) throws IOException {
        return parser.nextToken() == null
                ? null
                : "is not one JSON value: there is more text" + at(parser.currentTokenLocation());
    }

    /** JSON is UTF-8 (RFC 8259, section 8.1). The parser alone would also accept other encodings. */
    private static String decode(Buffer body) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
    }

    private static String objection(IOException e) {
        if (e instanceof CharacterCodingException) {
            return "is not valid UTF-8";
        }
        if (e instanceof StreamConstraintsException) {
            return "is nested too deeply, or has too long a number or name";
        }
        if (e instanceof MismatchedInputException) {
            return "gives a field more than once in one object";
        }
        if (e instanceof JacksonException broken) {
            return "is not JSON: the parser stopped" + at(broken.getLocation());
        }
        throw new IllegalStateException("reading from memory failed", e);
    }

    /** Names a place in the body, without the text that stands there: that may be a secret. */
    private static String at(JsonLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
