package io.portmaster.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Services, offers and allocations as the contract spells them. */
final class Wire {
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
        json.writeStringField("created", Timestamp.format(service.created()));
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
        json.writeStringField("created", Timestamp.format(holding.created()));
        if (holding instanceof Offer offer) {
            json.writeNumberField("ttl", offer.ttl());
            json.writeStringField("expires", Timestamp.format(offer.expires()));
        }
        json.writeEndObject();
    }
}
