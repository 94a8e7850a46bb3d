package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Name;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Allocation;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The fields of the record of an offer or an allocation. The port is in the key. */
final class HoldingFormat {
    private final ServiceNames services;

    HoldingFormat(ServiceNames services) {
        this.services = services;
    }

    static void write(Holding holding, JsonGenerator out) throws IOException {
        out.writeStringField("service", holding.service().value());
        out.writeStringField("name", holding.name().value());
        out.writeStringField("state", holding.state().toString());
        out.writeStringField("created", Timestamp.format(holding.created()));
        if (holding instanceof Offer offer) {
            out.writeNumberField("ttl", offer.ttl());
        }
        out.writeStringField("nonce", holding.receipt().nonce().toString());
        out.writeStringField("secret_sha256", holding.receipt().secretSha256());
        out.writeBooleanField("accept", holding.receipt().acceptAtOnce());
        String wishes = holding.receipt().wishes();
        if (wishes != null) {
            out.writeStringField("wishes", wishes);
        }
        CommonFields.writeLabels(holding.labels(), out);
        Group group = holding.group();
        if (group != null) {
            out.writeObjectFieldStart("group");
            out.writeNumberField("size", group.size());
            out.writeNumberField("place", group.place());
            if (group.consecutive()) {
                out.writeBooleanField("consecutive", true);
            }
            out.writeEndObject();
        }
        if (holding instanceof Allocation allocation) {
            CommonFields.writeLease(allocation.lease(), out);
        }
    }

    /** @throws IllegalArgumentException if a field is missing, or holds what it mustn't */
    Holding read(int port, StoredJson object, FormatVersion version) {
        Name service = services.of(object.text("service"));
        Name name = new Name(object.text("name"));
        Instant created = Timestamp.parseAny(object.text("created"));
        Receipt receipt = new Receipt(
                UUID.fromString(object.text("nonce")),
                object.text("secret_sha256"),
                object.isTrue("accept"),
                object.optionalText("wishes"));
        boolean plain = !version.isAtLeast(FormatVersion.V2);
        Labels labels = plain ? Labels.EMPTY : CommonFields.readLabels(object);
        Group group = plain ? null : readGroup(object);
        String state = object.text("state");
        return switch (state) {
            case "offered" ->
                new Offer(port, service, name, created, object.integer("ttl"), receipt, labels, group, version);
            case "allocated" ->
                new Allocation(
                        port,
                        service,
                        name,
                        created,
                        receipt,
                        labels,
                        group,
                        plain ? null : CommonFields.readLease(object),
                        version);
            default -> throw new IllegalArgumentException("unknown state " + state);
        };
    }

    private static @Nullable Group readGroup(StoredJson object) {
        StoredJson group = object.optionalObject("group");
        return group == null
                ? null
                : new Group(group.integer("size"), group.integer("place"), group.isTrue("consecutive"));
    }
}
