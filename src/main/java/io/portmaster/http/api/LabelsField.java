package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.domain.Labels;
import io.portmaster.wire.FieldNames;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the labels in a body. */
final class LabelsField {
    /** The sign that ends a label's name in a query, and that no name has. */
    static final char SEPARATOR = '=';

    private LabelsField() {}

    /** Takes the labels. None if the field is missing or breaks a rule. */
    static Labels take(JsonFields fields) {
        JsonNode node = fields.take(FieldNames.LABELS);
        if (node == null) {
            return Labels.EMPTY;
        }
        Map<String, String> labels = new HashMap<>();
        String objection = node.isObject() ? read(node, labels) : "must be an object";
        if (objection != null) {
            fields.violate(FieldNames.LABELS, objection);
            return Labels.EMPTY;
        }
        return new Labels(labels);
    }

    private static @Nullable String read(JsonNode node, Map<String, String> labels) {
        for (Map.Entry<String, JsonNode> label : node.properties()) {
            String name = label.getKey();
            String value = label.getValue().textValue();
            if (value == null) {
                return "must have strings as values";
            }
            if (name.indexOf(SEPARATOR) >= 0) {
                return "must not have = in a name";
            }
            if (HalfSurrogates.in(name) || HalfSurrogates.in(value)) {
                return "must not have half of a surrogate pair";
            }
            labels.put(name, value);
        }
        return Labels.objection(labels);
    }
}
