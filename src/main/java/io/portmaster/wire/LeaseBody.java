package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's lease.
 *
 * @param lease 16 hexadecimal digits
 * @param ttl seconds within which it has to be renewed, as they were granted
 * @param linger seconds that its ports cool after its end
 * @param expires when it ends unless it is renewed, by a node's clock; null in lists and in stale reads
 * @param allocations those on it, by port; null where the answer doesn't show them
 */
public record LeaseBody(
        String lease,
        int ttl,
        int linger,
        Instant created,
        @Nullable Instant expires,
        Map<String, String> labels,
        @Nullable List<LeasedPort> allocations)
        implements JsonWritable {
    private static final String ALLOCATIONS = "allocations";

    /** An allocation on the lease. */
    public record LeasedPort(String service, String name, int port) implements JsonWritable {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField(FieldNames.SERVICE, service);
            json.writeStringField(FieldNames.NAME, name);
            json.writeNumberField(FieldNames.PORT, port);
            json.writeEndObject();
        }

        static LeasedPort read(JsonObject json) {
            return new LeasedPort(
                    json.text(FieldNames.SERVICE), json.text(FieldNames.NAME), json.number(FieldNames.PORT));
        }
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.LEASE, lease);
        json.writeNumberField(FieldNames.TTL, ttl);
        json.writeNumberField(FieldNames.LINGER, linger);
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created));
        if (expires != null) {
            json.writeStringField(FieldNames.EXPIRES, Timestamp.format(expires));
        }
        LabelFields.write(json, labels);
        if (allocations != null) {
            json.writeFieldName(ALLOCATIONS);
            Json.array(allocations).writeTo(json);
        }
        json.writeEndObject();
    }

    public static LeaseBody read(JsonObject json) {
        return new LeaseBody(
                json.text(FieldNames.LEASE),
                json.number(FieldNames.TTL),
                json.number(FieldNames.LINGER),
                json.time(FieldNames.CREATED),
                json.optionalTime(FieldNames.EXPIRES),
                LabelFields.read(json),
                json.has(ALLOCATIONS) ? json.objects(ALLOCATIONS, LeasedPort::read) : null);
    }
}
