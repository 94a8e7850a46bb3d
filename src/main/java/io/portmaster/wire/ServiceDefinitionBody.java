package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that creates a service.
 *
 * @param ports a single range is sent as {@code start} and {@code end}, which every release knows
 * @param reserved left out if empty
 * @param reuseDelay in seconds; null to leave it out
 * @param busyDelay in seconds; null to leave it out
 * @param offerTtl in seconds; null to leave it out
 */
public record ServiceDefinitionBody(
        String name,
        @Nullable String description,
        PortSet ports,
        PortSet reserved,
        @Nullable Integer reuseDelay,
        @Nullable Integer busyDelay,
        @Nullable Integer offerTtl)
        implements JsonWritable {
    /** A service of one range. */
    public ServiceDefinitionBody(String name, @Nullable String description, int start, int end) {
        this(name, description, PortSet.of(new PortRange(start, end)), PortSet.EMPTY, null, null, null);
    }

    public ServiceDefinitionBody withPorts(PortSet all, PortSet kept) {
        return new ServiceDefinitionBody(name, description, all, kept, reuseDelay, busyDelay, offerTtl);
    }

    /** @param reuse null to leave it out, as are {@code busy} and {@code ttl} */
    public ServiceDefinitionBody withTimes(@Nullable Integer reuse, @Nullable Integer busy, @Nullable Integer ttl) {
        return new ServiceDefinitionBody(name, description, ports, reserved, reuse, busy, ttl);
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(FieldNames.NAME, name);
        if (description != null) {
            json.writeStringField(FieldNames.DESCRIPTION, description);
        }
        if (ports.ranges().size() == 1) {
            json.writeNumberField(FieldNames.START, ports.lowest());
            json.writeNumberField(FieldNames.END, ports.highest());
        } else {
            Ranges.write(json, FieldNames.RANGES, ports);
        }
        if (!reserved.isEmpty()) {
            Ranges.write(json, FieldNames.RESERVED, reserved);
        }
        Json.writeUnlessNull(json, FieldNames.REUSE_DELAY, reuseDelay);
        Json.writeUnlessNull(json, FieldNames.BUSY_DELAY, busyDelay);
        Json.writeUnlessNull(json, FieldNames.OFFER_TTL, offerTtl);
        json.writeEndObject();
    }

    public static ServiceDefinitionBody read(JsonObject json) {
        return new ServiceDefinitionBody(
                json.text(FieldNames.NAME),
                json.optionalText(FieldNames.DESCRIPTION),
                Ranges.read(json),
                Ranges.read(json, FieldNames.RESERVED),
                json.optionalNumber(FieldNames.REUSE_DELAY),
                json.optionalNumber(FieldNames.BUSY_DELAY),
                json.optionalNumber(FieldNames.OFFER_TTL));
    }
}
