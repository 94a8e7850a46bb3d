package io.portmaster.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Timestamp;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.Json;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as dumpdata does. Fields that django-portmaster doesn't have stand only where they say something, so that what came
 * from there can go back there.
 */
final class JsonWriter implements DumpWriter {
    /** The busy delay of a service that was created without one, in seconds. */
    static final int USUAL_BUSY_DELAY = 600;

    private final boolean asArray;

    /** The row that waits until it is known whether a comma follows; null at first. */
    private @Nullable String last;

    /** @param asArray else one row a line */
    JsonWriter(boolean asArray) {
        this.asArray = asArray;
    }

    @Override
    public void begin(Consumer<String> lines) {
        if (asArray) {
            lines.accept("[");
        }
    }

    @Override
    public void end(Consumer<String> lines) {
        if (last != null) {
            lines.accept(last);
        }
        if (asArray) {
            lines.accept("]");
        }
    }

    @Override
    public void write(ServiceBody service, Consumer<String> lines) {
        row(lines, Kind.SERVICE, json -> json.writeString(service.name()), json -> {
            json.writeStringField(FieldNames.DESCRIPTION, service.description());
            json.writeNumberField(FieldNames.START, service.start());
            json.writeNumberField(FieldNames.END, service.end());
            if (service.ranges().ranges().size() > 1) {
                ranges(json, FieldNames.RANGES, service.ranges());
            }
            if (!service.reserved().isEmpty()) {
                ranges(json, FieldNames.RESERVED, service.reserved());
            }
            if (service.reuseDelay() != 0) {
                json.writeNumberField(FieldNames.REUSE_DELAY, service.reuseDelay());
            }
            if (service.busyDelay() != USUAL_BUSY_DELAY) {
                json.writeNumberField(FieldNames.BUSY_DELAY, service.busyDelay());
            }
            if (service.offerTtl() != null) {
                json.writeNumberField(FieldNames.OFFER_TTL, service.offerTtl());
            }
        });
    }

    @Override
    public void write(AllocationBody allocation, Consumer<String> lines) {
        row(lines, Kind.INSTANCE, json -> json.writeNumber(allocation.port()), json -> {
            json.writeStringField(RowFields.SERVICE, allocation.service());
            json.writeStringField(FieldNames.NAME, allocation.name());
            json.writeStringField(FieldNames.CREATED, Timestamp.format(allocation.created()));
            if (!allocation.labels().isEmpty()) {
                json.writeObjectFieldStart(FieldNames.LABELS);
                for (Map.Entry<String, String> label : allocation.labels().entrySet()) {
                    json.writeStringField(label.getKey(), label.getValue());
                }
                json.writeEndObject();
            }
            if (allocation.lease() != null) {
                json.writeStringField(FieldNames.LEASE, allocation.lease());
            }
        });
    }

    private static void ranges(JsonGenerator json, String field, PortSet ports) throws IOException {
        json.writeArrayFieldStart(field);
        for (PortRange range : ports.ranges()) {
            json.writeStartObject();
            json.writeNumberField(FieldNames.START, range.start());
            json.writeNumberField(FieldNames.END, range.end());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private interface Part {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private void row(Consumer<String> lines, Kind kind, Part key, Part fields) {
        if (last != null) {
            lines.accept(asArray ? last + "," : last);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("model", kind.model());
            json.writeFieldName("pk");
            key.writeTo(json);
            json.writeObjectFieldStart("fields");
            fields.writeTo(json);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected I/O error writing to memory", e);
        }
        last = text.toString();
    }
}
