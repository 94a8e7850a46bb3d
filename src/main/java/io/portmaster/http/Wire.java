package io.portmaster.http;

import static java.time.temporal.ChronoField.MICRO_OF_SECOND;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Holding;
import io.portmaster.domain.Offer;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Service;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Services, offers and allocations as the contract spells them. */
final class Wire {
    /** ISO-8601 in UTC with exactly six digits of a second, so that times sort and compare as text. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss.")
            .appendValue(MICRO_OF_SECOND, 6)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private static final Pattern TIME_PATTERN = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");

    private Wire() {}

    static Json.Body service(ServiceStatus status) {
        return json -> writeService(json, status);
    }

    static void writeService(JsonGenerator json, ServiceStatus status) throws IOException {
        Service service = status.entry().value();
        json.writeStartObject();
        json.writeStringField("name", service.name().value());
        json.writeStringField("description", service.description());
        json.writeNumberField("start", service.range().start());
        json.writeNumberField("end", service.range().end());
        json.writeStringField("created", time(service.created()));
        json.writeFieldName("ports");
        writeCounts(json, status.ports());
        json.writeEndObject();
    }

    static void writeCounts(JsonGenerator json, PortCounts counts) throws IOException {
        json.writeStartObject();
        json.writeNumberField("total", counts.total());
        json.writeNumberField("allocated", counts.allocated());
        json.writeNumberField("offered", counts.offered());
        json.writeNumberField("free", counts.free());
        json.writeEndObject();
    }

    /** @param secret for its owner; null for everybody else */
    static Json.Body holding(Holding holding, @Nullable Secret secret) {
        return json -> writeHolding(json, holding, secret);
    }

    static void writeHolding(JsonGenerator json, Holding holding, @Nullable Secret secret) throws IOException {
        json.writeStartObject();
        json.writeStringField("service", holding.service().value());
        json.writeStringField("name", holding.name().value());
        json.writeNumberField("port", holding.port());
        json.writeStringField("state", holding.state().toString());
        if (secret != null) {
            json.writeStringField("secret", secret.reveal());
        }
        json.writeStringField("created", time(holding.created()));
        if (holding instanceof Offer offer) {
            json.writeNumberField("ttl", offer.ttl());
            json.writeStringField("expires", time(offer.expires()));
        }
        json.writeEndObject();
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** @throws DateTimeException if it is no time, or none as {@link #service} writes it */
    static Instant parseTime(String text) {
        if (!TIME_PATTERN.matcher(text).matches()) {
            throw new DateTimeException("not a time as written here");
        }
        return Instant.parse(text);
    }
}
