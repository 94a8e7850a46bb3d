package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that creates a lease.
 *
 * @param ttl seconds within which the client wants to renew the lease
 * @param linger seconds that the ports cool after the lease's end; null to leave it out
 */
public record LeaseDefinitionBody(int ttl, @Nullable Integer linger, Map<String, String> labels)
        implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField(FieldNames.TTL, ttl);
        Json.writeUnlessNull(json, FieldNames.LINGER, linger);
        LabelFields.write(json, labels);
        json.writeEndObject();
    }

    public static LeaseDefinitionBody read(JsonObject json) {
        return new LeaseDefinitionBody(
                json.number(FieldNames.TTL), json.optionalNumber(FieldNames.LINGER), LabelFields.read(json));
    }
}
