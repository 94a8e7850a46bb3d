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
 * The fields of a body that is a JSON object. Each is taken once, by its name; what is left at the end is not known. A rule that is
 * broken is added to the violations, and taking goes on.
 */
final class JsonFields {
    /** How many unknown fields are named, and how many characters of each: the client chose them. */
    static final int MAX_UNKNOWN = 10;

    private static final int MAX_NAME_SHOWN = 64;

    private final Map<String, JsonNode> fields;
    private final Collection<Violation> violations;
    private final boolean readable;

    /** @param fields null if the body is no JSON object, which was noted: no field is missed then */
    JsonFields(@Nullable Map<String, JsonNode> fields, Collection<Violation> violations) {
        this.fields = fields == null ? Map.of() : fields;
        this.violations = violations;
        this.readable = fields != null;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The field's value, which is taken; null if it isn't there. */
    @Nullable
    JsonNode take(String field) {
        return fields.isEmpty() ? null : fields.remove(field);
    }

    /** The field's value, which is taken; null, which breaks a rule, if it isn't there. */
    @Nullable
    JsonNode require(String field) {
        JsonNode node = take(field);
        if (node == null && readable) {
            violate(field, "is missing");
        }
        return node;
    }

    /** A name, which must be there. */
    Validated<Name> name(String field, NameRule rule) {
        JsonNode node = require(field);
        if (node == null) {
            return Validated.nothing();
        }
        String objection = node.isTextual() ? rule.objection(node.textValue()) : "must be a string";
        return objection == null ? new Validated<>(new Name(node.textValue())) : violate(field, objection);
    }

    /** Notes all that was not taken. */
    void refuseRest() {
        fields.keySet().stream().limit(MAX_UNKNOWN).forEach(field -> violate(shown(field), "is not known"));
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
