package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that records of several kinds have. A field that says nothing is left out. */
final class CommonFields {
    private CommonFields() {}

    static void writeLease(@Nullable Lease lease, JsonGenerator out) throws IOException {
        if (lease != null) {
            out.writeStringField("lease", lease.text());
        }
    }

    static void writeLabels(Labels labels, JsonGenerator out) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.values().entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
    }

    static Labels readLabels(StoredJson object) {
        StoredJson labels = object.optionalObject("labels");
        return labels == null ? Labels.EMPTY : new Labels(labels.texts());
    }

    /** @throws IllegalArgumentException if the field is there, and holds no lease's number */
    static @Nullable Lease readLease(StoredJson object) {
        return readLease(object, "lease");
    }

    /** @throws IllegalArgumentException if the field is there, and holds no lease's number */
    static @Nullable Lease readLease(StoredJson object, String field) {
        String text = object.optionalText(field);
        Lease lease = text == null ? null : Lease.parse(text);
        if (text != null && lease == null) {
            throw new IllegalArgumentException("no lease's number in " + field);
        }
        return lease;
    }
}
