package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A port that cools.
 *
 * @param name who had the port
 * @param reason {@code released}, {@code busy} or {@code lease-ended}
 * @param created when the record was written by which the port cools
 * @param until when the cooling may be over, by a node's clock; null where nobody knows
 */
public record CoolingBody(
        String service,
        String name,
        int port,
        String reason,
        Instant created,
        @Nullable Instant until) implements PortBody {
    static final String STATE = "cooling";
    private static final String UNTIL = "until";

    @Override
    public String state() {
        return STATE;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.SERVICE, service);
        json.writeStringField(FieldNames.NAME, name);
        json.writeNumberField(FieldNames.PORT, port);
        json.writeStringField(FieldNames.STATE, STATE);
        json.writeStringField(FieldNames.REASON, reason);
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created));
        if (until != null) {
            json.writeStringField(UNTIL, Timestamp.format(until));
        }
        json.writeEndObject();
    }

    public static CoolingBody read(JsonObject json) {
        return new CoolingBody(
                json.text(FieldNames.SERVICE),
                json.text(FieldNames.NAME),
                json.number(FieldNames.PORT),
                json.text(FieldNames.REASON),
                json.time(FieldNames.CREATED),
                json.optionalTime(UNTIL));
    }
}
