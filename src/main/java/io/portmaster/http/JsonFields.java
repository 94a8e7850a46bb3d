package io.portmaster.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Service;
import io.portmaster.wire.Json;
import io.portmaster.wire.PortCountsBody;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a body that is a JSON object. Each is taken once, by its name and kind; what is left at the end was not
 * expected. What breaks a rule goes to the list of violations, and taking goes on.
 */
final class JsonFields {
    /** How many fields that nobody knows are named, and how much of each: the client chose them. */
    static final int MAX_STRANGERS = 10;

    private static final int MAX_NAME_SHOWN = 64;

    /** Refuses a key that an object has twice. */
    private static final ObjectReader READER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    private static final String PORT_RULE =
            "must be a whole number from " + PortRange.LOWEST + " to " + PortRange.HIGHEST;

    /** Of a field that clients may only repeat. */
    static final String READ_ONLY = "can't be changed: send it as it is, or leave it out";

    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final Collection<Violation> violations;
    private final boolean readable;

    /** @param body in UTF-8; what makes it no JSON object is noted once, and no field is missed then */
    JsonFields(Buffer body, Collection<Violation> violations) {
        this.violations = violations;
        this.readable = read(body);
    }

    /** What makes this no JSON, or null. */
    static @Nullable String objection(Buffer body) {
        try (JsonParser parser = Json.FACTORY.createParser(decode(body))) {
            if (parser.nextToken() == null) {
                return "is not JSON";
            }
            READER.<JsonNode>readTree(parser);
            return parser.nextToken() == null ? null : "is not JSON";
        } catch (IOException e) {
            return objection(e);
        }
    }

    private boolean read(Buffer body) {
        if (body.length() == 0) {
            return unreadable("is missing");
        }
        try (JsonParser parser = Json.FACTORY.createParser(decode(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return unreadable(parser.currentToken() == null ? "is not JSON" : "must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                JsonNode value = READER.readTree(parser);
                if (fields.put(name, value) != null) {
                    violate(shown(name), "is there twice");
                }
            }
            return parser.nextToken() == null || unreadable("is not JSON: something follows the object");
        } catch (IOException e) {
            return unreadable(objection(e));
        }
    }

    /** JSON is UTF-8 (RFC 8259, section 8.1). Left to itself, the parser would guess at other encodings. */
    private static String decode(Buffer body) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
    }

    private static String objection(IOException e) {
        if (e instanceof CharacterCodingException) {
            return "is not in UTF-8";
        }
        if (e instanceof StreamConstraintsException) {
            return "is nested too deeply, or has too long a number or name";
        }
        if (e instanceof MismatchedInputException) {
            return "has a field twice in one object";
        }
        if (e instanceof JacksonException) {
            return "is not JSON";
        }
        throw new IllegalStateException("reading from memory failed", e);
    }

    private boolean unreadable(String why) {
        fields.clear();
        violations.add(new Violation(Violation.Part.BODY, null, why));
        return false;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** A name, which must be there. */
    Given<Name> name(String field, NameRule rule) {
        JsonNode node = require(field);
        if (node == null) {
            return Given.nothing();
        }
        String objection = node.isTextual() ? rule.objection(node.textValue()) : "must be a string";
        return objection == null ? new Given<>(new Name(node.textValue())) : violate(field, objection);
    }

    /** One end of a range, which must be there. */
    Given<Integer> port(String field) {
        return port(field, require(field));
    }

    /** One end of a range; null if it isn't there, or broke a rule. */
    @Nullable
    Integer optionalPort(String field) {
        JsonNode node = fields.remove(field);
        return node == null ? null : port(field, node).value();
    }

    private Given<Integer> port(String field, @Nullable JsonNode node) {
        if (node == null) {
            return Given.nothing();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || !PortRange.allows(node.intValue())) {
            return violate(field, PORT_RULE);
        }
        return new Given<>(node.intValue());
    }

    /** Notes it if the ends that are there make no range. */
    void refuseUpsideDown(@Nullable Integer start, @Nullable Integer end) {
        if (start != null && end != null && start > end) {
            violations.addAll(upsideDown(start, end));
        }
    }

    /** Either end may be the wrong one, so both are named. */
    static List<Violation> upsideDown(int start, int end) {
        return List.of(
                new Violation(Violation.Part.BODY, "start", "must not be above end, which is " + end),
                new Violation(Violation.Part.BODY, "end", "must not be below start, which is " + start));
    }

    /** A name that may be there, if it is the one that the path gives. */
    void sameName(String field, Given<Name> expected) {
        JsonNode node = fields.remove(field);
        if (node != null
                && expected.value() != null
                && !expected.value().value().equals(node.textValue())) {
            violate(field, "can't be changed: it must be the one in the path");
        }
    }

    /** A text for people, or null. */
    @Nullable
    String description(String field) {
        JsonNode node = fields.remove(field);
        if (node == null || node.isNull()) {
            return null;
        }
        String text = node.textValue();
        if (text == null || text.codePointCount(0, text.length()) > Service.MAX_DESCRIPTION) {
            violate(field, "must be a string of up to " + Service.MAX_DESCRIPTION + " characters, or null");
        } else if (text.codePoints().anyMatch(JsonFields::isSurrogate)) {
            violate(field, "has half of a surrogate pair");
        }
        return text;
    }

    /** In a sequence of code points, a surrogate is one that lacks its other half: no UTF-8 can be made of it. */
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** A time as answers write it; null if it isn't there. */
    @Nullable
    Instant time(String field) {
        JsonNode node = fields.remove(field);
        if (node == null) {
            return null;
        }
        try {
            return Timestamp.parse(node.isTextual() ? node.textValue() : "");
        } catch (DateTimeException e) {
            violate(field, READ_ONLY);
            return null;
        }
    }

    /** Counts as answers write them, which add up; null if they aren't there. */
    @Nullable
    PortCounts counts(String field) {
        JsonNode node = fields.remove(field);
        if (node == null) {
            return null;
        }
        List<Integer> counts = PortCountsBody.NAMES.stream()
                .map(node::get)
                .filter(count -> count != null && count.isIntegralNumber() && count.canConvertToInt())
                .map(JsonNode::intValue)
                .filter(count -> count >= 0 && count <= PortRange.HIGHEST)
                .toList();
        if (node.size() == PortCountsBody.NAMES.size() && counts.size() == PortCountsBody.NAMES.size()) {
            PortCounts read = new PortCounts(counts.get(0), counts.get(1), counts.get(2));
            if (read.free() == counts.get(3)) {
                return read;
            }
        }
        violate(field, READ_ONLY);
        return null;
    }

    /** Notes all that was not taken. */
    void refuseRest() {
        fields.keySet().stream().limit(MAX_STRANGERS).forEach(field -> violate(shown(field), "is not known"));
        if (fields.size() > MAX_STRANGERS) {
            violations.add(
                    new Violation(Violation.Part.BODY, null, "has " + fields.size() + " fields that are not known"));
        }
    }

    private @Nullable JsonNode require(String field) {
        JsonNode node = fields.remove(field);
        if (node == null && readable) {
            violate(field, "is missing");
        }
        return node;
    }

    private <T> Given<T> violate(String field, String message) {
        violations.add(new Violation(Violation.Part.BODY, field, message));
        return Given.nothing();
    }

    static String shown(String field) {
        String plain = field.replaceAll("[^ -~]", "?");
        return plain.length() <= MAX_NAME_SHOWN ? plain : plain.substring(0, MAX_NAME_SHOWN) + "...";
    }
}
