package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Labels in bodies: an object of texts, which is left out where there are none. */
final class LabelFields {
    private LabelFields() {}

    static void write(JsonGenerator json, Map<String, String> labels) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(FieldNames.LABELS);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
    }

    static Map<String, String> read(JsonObject json) {
        return json.textsByName(FieldNames.LABELS);
    }
}
