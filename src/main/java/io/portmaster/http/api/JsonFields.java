package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
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

    /** @param fields null if the body is no JSON object, which is a violation already: then no field counts as missing */
    JsonFields(@Nullable Map<String, JsonNode> fields, Collection<Violation> violations) {
        this.fields = fields == null ? Map.of() : fields;
        this.violations = violations;
        this.readable = fields != null;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Takes the field's value; null if the field is missing. */
    @Nullable
    JsonNode take(String field) {
        return fields.isEmpty() ? null : fields.remove(field);
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
        JsonNode node = require(field);
        if (node == null) {
            return Validated.nothing();
        }
        String objection = node.isTextual() ? rule.objection(node.textValue()) : "must be a string";
        return objection == null ? new Validated<>(new Name(node.textValue())) : violate(field, objection);
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
        violations.add(new Violation(RequestPart.BODY, field, message));
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
