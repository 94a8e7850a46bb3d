package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Name;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import java.io.IOException;

/** The fields of a cooling record. The port is in the key. */
final class CoolingFormat {
    private final ServiceNames services;

    CoolingFormat(ServiceNames services) {
        this.services = services;
    }

    static void write(Cooling cooling, JsonGenerator out) throws IOException {
        out.writeStringField("service", cooling.service().value());
        out.writeStringField("name", cooling.name().value());
        out.writeStringField("reason", cooling.reason().toString());
        out.writeNumberField("delay", cooling.delay());
        out.writeStringField("created", Timestamp.format(cooling.created()));
        CommonFields.writeLease(cooling.lease(), out);
    }

    /** @throws IllegalArgumentException if a field is missing, or holds what it mustn't */
    Cooling read(int port, StoredJson object, FormatVersion version) {
        return new Cooling(
                port,
                services.of(object.text("service")),
                new Name(object.text("name")),
                Cooling.Reason.of(object.text("reason")),
                object.integer("delay"),
                Timestamp.parseAny(object.text("created")),
                CommonFields.readLease(object),
                version);
    }
}
