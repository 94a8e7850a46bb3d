package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Service;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** The fields of a service's record. */
final class ServiceFormat {
    private ServiceFormat() {}

    static void write(Service service, JsonGenerator out) throws IOException {
        out.writeStringField("name", service.name().value());
        out.writeStringField("description", service.description());
        out.writeNumberField("start", service.ports().lowest());
        out.writeNumberField("end", service.ports().highest());
        if (service.ports().ranges().size() > 1) {
            writeRanges("ranges", service.ports(), out);
        }
        if (!service.reserved().isEmpty()) {
            writeRanges("reserved", service.reserved(), out);
        }
        if (service.reuseDelay() != 0) {
            out.writeNumberField("reuse_delay", service.reuseDelay());
        }
        if (service.busyDelay() != Service.USUAL_BUSY_DELAY) {
            out.writeNumberField("busy_delay", service.busyDelay());
        }
        Integer offerTtl = service.offerTtl();
        if (offerTtl != null) {
            out.writeNumberField("offer_ttl", offerTtl);
        }
        out.writeStringField("created", Timestamp.format(service.created()));
        out.writeStringField("id", service.id().toString());
    }

    private static void writeRanges(String field, PortSet ports, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (PortRange range : ports.ranges()) {
            out.writeStartObject();
            out.writeNumberField("start", range.start());
            out.writeNumberField("end", range.end());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** @throws IllegalArgumentException if a field is missing, or holds what it mustn't */
    static Service read(Name name, StoredJson object, FormatVersion version) {
        String description = object.optionalText("description");
        PortSet bounds = PortSet.of(readRange(object));
        Instant created = Timestamp.parseAny(object.text("created"));
        UUID id = UUID.fromString(object.text("id"));
        if (!version.isAtLeast(FormatVersion.V2)) {
            return new Service(
                    name, description, bounds, PortSet.EMPTY, 0, Service.USUAL_BUSY_DELAY, null, created, id, version);
        }
        PortSet ranges = readRanges("ranges", object);
        return new Service(
                name,
                description,
                ranges.isEmpty() ? bounds : ranges,
                readRanges("reserved", object),
                object.integer("reuse_delay", 0),
                object.integer("busy_delay", Service.USUAL_BUSY_DELAY),
                object.optionalInteger("offer_ttl"),
                created,
                id,
                version);
    }

    private static PortSet readRanges(String field, StoredJson object) {
        return new PortSet(
                object.objects(field).stream().map(ServiceFormat::readRange).toList());
    }

    private static PortRange readRange(StoredJson object) {
        return new PortRange(object.integer("start"), object.integer("end"));
    }
}
