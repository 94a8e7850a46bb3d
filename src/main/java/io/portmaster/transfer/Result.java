package io.portmaster.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.JsonWritable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one row, and why.
 *
 * @param row its number; 0 if it is in no dump
 * @param reason null if there is nothing to say
 * @param refusal the node's, of a row that failed by it; else null
 */
public record Result(
        int row,
        Subject subject,
        Fate fate,
        @Nullable String reason,
        @Nullable ProblemException refusal) implements JsonWritable {
    Result(int row, Subject subject, Fate fate, @Nullable String reason) {
        this(row, subject, fate, reason, null);
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (row > 0) {
            json.writeNumberField("row", row);
        }
        json.writeStringField("kind", subject.kind().toString());
        if (subject.service() != null) {
            json.writeStringField("service", subject.service());
        }
        if (subject.name() != null) {
            json.writeStringField(FieldNames.NAME, subject.name());
        }
        if (subject.port() != null) {
            json.writeNumberField(FieldNames.PORT, subject.port());
        }
        json.writeStringField("result", fate.toString());
        if (reason != null) {
            json.writeStringField("reason", reason);
        }
        json.writeEndObject();
    }
}
