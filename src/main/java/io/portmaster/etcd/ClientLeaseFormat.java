package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.ClientLease;
import io.portmaster.record.FormatVersion;
import java.io.IOException;

/** The fields of the anchor of a client's lease. The lease is in the key. */
final class ClientLeaseFormat {
    private ClientLeaseFormat() {}

    static void write(ClientLease lease, JsonGenerator out) throws IOException {
        out.writeNumberField("ttl", lease.ttl());
        out.writeNumberField("linger", lease.linger());
        out.writeStringField("created", Timestamp.format(lease.created()));
        CommonFields.writeLabels(lease.labels(), out);
        if (lease.ending()) {
            out.writeBooleanField("ending", true);
        }
        if (lease.carrier() != null) {
            out.writeStringField("carrier", lease.carrier().text());
        }
        if (lease.former() != null) {
            out.writeStringField("former", lease.former().text());
        }
        if (lease.term() != 0) {
            out.writeNumberField("term", lease.term());
        }
    }

    /** @throws IllegalArgumentException if a field is missing, or holds what it mustn't */
    static ClientLease read(StoredJson object, FormatVersion version) {
        return new ClientLease(
                object.integer("ttl"),
                object.integer("linger"),
                Timestamp.parseAny(object.text("created")),
                CommonFields.readLabels(object),
                object.isTrue("ending"),
                CommonFields.readLease(object, "carrier"),
                CommonFields.readLease(object, "former"),
                object.integer("term", 0),
                version);
    }
}
