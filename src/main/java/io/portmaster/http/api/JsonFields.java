package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortRange;
import io.portmaster.http.problem.Violation;
import io.portmaster.http.server.RequestPart;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's body. Each field is taken once, by its name; a field that is left at the end is unknown. A broken
 * rule is added to the violations, and reading goes on.
 */
final class JsonFields {
    /** The largest number of unknown fields that an answer names. A client could send any number. */
    static final int MAX_UNKNOWN = 10;

    /** The largest number of characters that an answer shows of the name of an unknown field. */
    private static final int MAX_NAME_SHOWN = 64;

    private final Map<String, JsonNode> fields;
    private final Collection<Violation> violations;
    private final boolean readable;

    /** What stands before the name of each field in a violation. Empty for the fields of the body itself. */
    private final String path;

    /** @param fields null if the body is no JSON object, which is a violation already: then no field counts as missing */
    JsonFields(@Nullable Map<String, JsonNode> fields, Collection<Violation> violations) {
        this(fields == null ? Map.of() : fields, violations, fields != null, "");
    }

    private JsonFields(Map<String, JsonNode> fields, Collection<Violation> violations, boolean readable, String path) {
        this.fields = fields;
        this.violations = violations;
        this.readable = readable;
        this.path = path;
    }

    /** The fields of an object inside the body. Its violations go to those of the body, under the object's name. */
    JsonFields inside(String object, Map<String, JsonNode> its) {
        return new JsonFields(its, violations, readable, path + object + ".");
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Whether the field is there with the value null. */
    boolean isNull(String field) {
        JsonNode node = fields.get(field);
        return node != null && node.isNull();
    }

    /** Takes the field's value; null if the field is missing. */
    @Nullable
    JsonNode take(String field) {
        return fields.isEmpty() ? null : fields.remove(field);
    }

    /** Takes an array; null if the field is missing, or null: many generated clients send a list that nobody has set as null. */
    @Nullable
    JsonNode takeArray(String field) {
        JsonNode node = take(field);
        return node == null || node.isNull() ? null : node;
    }

    /** Takes the field's value. If the field is missing, that is a violation, and the value is null. */
    @Nullable
    JsonNode require(String field) {
        JsonNode node = take(field);
        if (node == null && readable) {
            violate(field, "is missing");
        }
        return node;
    }

    /** Takes a name. It is a violation if the name is missing or breaks the rule. */
    Validated<Name> name(String field, NameRule rule) {
        return name(field, require(field), rule);
    }

    /** The name in a field's value. There is none if there is no value, or if it breaks the rule. */
    Validated<Name> name(String field, @Nullable JsonNode node, NameRule rule) {
        if (node == null) {
            return Validated.nothing();
        }
        String objection = node.isTextual() ? rule.objection(node.textValue()) : "must be a string";
        return objection == null ? new Validated<>(new Name(node.textValue())) : violate(field, objection);
    }

    /** Takes a flag; false if it is missing or breaks the rule. */
    boolean flag(String field) {
        JsonNode node = take(field);
        if (node != null && !node.isBoolean()) {
            violate(field, "must be true or false");
        }
        return node != null && node.booleanValue();
    }

    /** The port number in a field's value; null if there is no value, or if it breaks the rule. */
    @Nullable
    Integer port(String field, @Nullable JsonNode node) {
        return number(field, node, PortRange.LOWEST, PortRange.HIGHEST);
    }

    /** The whole number in a field's value; null if there is no value, or if it breaks the rule. */
    @Nullable
    Integer number(String field, @Nullable JsonNode node, int smallest, int largest) {
        if (node == null) {
            return null;
        }
        if (!isNumber(node, smallest, largest)) {
            violate(field, "must be a whole number from " + smallest + " to " + largest);
            return null;
        }
        return node.intValue();
    }

    private static boolean isNumber(JsonNode node, int smallest, int largest) {
        return node.isIntegralNumber()
                && node.canConvertToInt()
                && node.intValue() >= smallest
                && node.intValue() <= largest;
    }

    /** Adds a violation for each field that was not taken. */
    void refuseRest() {
        fields.keySet().stream().limit(MAX_UNKNOWN).forEach(field -> violate(shown(field), "is not a known field"));
        if (fields.size() > MAX_UNKNOWN) {
            violations.add(
                    new Violation(RequestPart.BODY, null, "has " + fields.size() + " fields that are not known"));
        }
    }

    <T> Validated<T> violate(String field, String message) {
        violations.add(new Violation(RequestPart.BODY, path + field, message));
        return Validated.nothing();
    }

    void add(Collection<Violation> more) {
        violations.addAll(more);
    }

    static String shown(String field) {
        String plain = field.replaceAll("[^ -~]", "?");
        return plain.length() <= MAX_NAME_SHOWN ? plain : plain.substring(0, MAX_NAME_SHOWN) + "...";
    }
}
