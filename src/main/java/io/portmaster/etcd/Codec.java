package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads values as etcd has them: a plain number for indexes, nothing for a companion's anchor, JSON for all others.
 * Each JSON value has its {@link FormatVersion}. A field that holds what is usual is not written. A record of a newer version is read as far as its fields are known, and never written. A value that
 * can't be read becomes a {@link Value.Unreadable}.
 *
 * <p>Unknown fields are ignored, and a rewritten record has lost them. That is the promise of version 1: data that must survive
 * a rewrite needs a higher version.
 */
final class Codec {
    private static final int USUAL_SIZE = 320;

    private final JsonFactory json = new JsonFactory();
    private final ServiceNames services = new ServiceNames();
    private final RecentlyWritten recent = new RecentlyWritten();

    /** @throws IllegalArgumentException if this program can't write the record without loss */
    ByteString write(Value value) {
        if (value.version().isNewer()) {
            throw new IllegalArgumentException("nobody rewrites a newer release's record: " + value);
        }
        if (value instanceof Service service) {
            return write(service.version(), generator -> writeService(service, generator));
        } else if (value instanceof Holding holding) {
            ByteString bytes = write(holding.version(), generator -> writeHolding(holding, generator));
            recent.remember(ByteSequence.from(bytes), holding);
            return bytes;
        } else if (value instanceof Value.Index index) {
            return ByteString.copyFromUtf8(Integer.toString(index.port()));
        } else if (value instanceof Cooling cooling) {
            return write(cooling.version(), generator -> writeCooling(cooling, generator));
        } else if (value instanceof ClientLease lease) {
            return write(lease.version(), generator -> writeLease(lease, generator));
        } else if (value instanceof Value.Presence) {
            return ByteString.EMPTY;
        }
        throw new IllegalArgumentException("nobody rewrites a record that can't be read: " + value);
    }

    Value read(Key key, ByteSequence bytes) {
        try {
            if (key instanceof Key.OfferIndex || key instanceof Key.InstanceIndex) {
                return new Value.Index(Integer.parseInt(bytes.toString(UTF_8)));
            } else if (key instanceof Key.CompanionAnchor) {
                return readPresence(bytes);
            }
            // The bytes don't contain the port, and the same bytes may stand under another port's key. So the port is
            // compared too.
            return key instanceof Key.PortKey port
                            && recent.recall(bytes) instanceof Holding known
                            && known.port() == port.port()
                    ? known
                    : readRecord(key, StoredJson.read(json, bytes.getBytes()));
        } catch (IOException | IllegalArgumentException e) {
            return new Value.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private Value readRecord(Key key, StoredJson object) {
        FormatVersion version = FormatVersion.of(object.integer("v"));
        try {
            if (key instanceof Key.PortKey port) {
                return readHolding(port.port(), object, version);
            } else if (key instanceof Key.CoolingKey cooling) {
                return readCooling(cooling.port(), object, version);
            } else if (key instanceof Key.LeaseAnchor) {
                return readLease(object, version);
            }
            return readService(((Key.ServiceKey) key).service(), object, version);
        } catch (IllegalArgumentException | DateTimeException e) {
            String why = version.isNewer()
                    ? "format version " + version + " of a newer release, this one knows " + FormatVersion.NEWEST_KNOWN
                            + ": " + e.getMessage()
                    : String.valueOf(e.getMessage());
            return new Value.Unreadable(why, version);
        }
    }

    private void writeService(Service service, JsonGenerator out) throws IOException {
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

    private static Service readService(Name name, StoredJson object, FormatVersion version) {
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
        return new PortSet(object.objects(field).stream().map(Codec::readRange).toList());
    }

    private static PortRange readRange(StoredJson object) {
        return new PortRange(object.integer("start"), object.integer("end"));
    }

    private void writeHolding(Holding holding, JsonGenerator out) throws IOException {
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
        writeLabels(holding.labels(), out);
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
            writeOwnLease(allocation.lease(), out);
        }
    }

    private static void writeOwnLease(@Nullable Lease lease, JsonGenerator out) throws IOException {
        if (lease != null) {
            out.writeStringField("lease", lease.text());
        }
    }

    private static void writeLabels(Labels labels, JsonGenerator out) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.values().entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
    }

    private Holding readHolding(int port, StoredJson object, FormatVersion version) {
        Name service = services.of(object.text("service"));
        Name name = new Name(object.text("name"));
        Instant created = Timestamp.parseAny(object.text("created"));
        Receipt receipt = new Receipt(
                UUID.fromString(object.text("nonce")),
                object.text("secret_sha256"),
                object.isTrue("accept"),
                object.optionalText("wishes"));
        boolean plain = !version.isAtLeast(FormatVersion.V2);
        Labels labels = plain ? Labels.EMPTY : readLabels(object);
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
                        plain ? null : readOwnLease(object),
                        version);
            default -> throw new IllegalArgumentException("unknown state " + state);
        };
    }

    private static Labels readLabels(StoredJson object) {
        StoredJson labels = object.optionalObject("labels");
        return labels == null ? Labels.EMPTY : new Labels(labels.texts());
    }

    private static @Nullable Group readGroup(StoredJson object) {
        StoredJson group = object.optionalObject("group");
        return group == null
                ? null
                : new Group(group.integer("size"), group.integer("place"), group.isTrue("consecutive"));
    }

    private static @Nullable Lease readOwnLease(StoredJson object) {
        String text = object.optionalText("lease");
        Lease lease = text == null ? null : Lease.parse(text);
        if (text != null && lease == null) {
            throw new IllegalArgumentException("no lease's number in lease");
        }
        return lease;
    }

    private static void writeCooling(Cooling cooling, JsonGenerator out) throws IOException {
        out.writeStringField("service", cooling.service().value());
        out.writeStringField("name", cooling.name().value());
        out.writeStringField("reason", cooling.reason().toString());
        out.writeNumberField("delay", cooling.delay());
        out.writeStringField("created", Timestamp.format(cooling.created()));
        writeOwnLease(cooling.lease(), out);
    }

    private Cooling readCooling(int port, StoredJson object, FormatVersion version) {
        return new Cooling(
                port,
                services.of(object.text("service")),
                new Name(object.text("name")),
                Cooling.Reason.of(object.text("reason")),
                object.integer("delay"),
                Timestamp.parseAny(object.text("created")),
                readOwnLease(object),
                version);
    }

    private static void writeLease(ClientLease lease, JsonGenerator out) throws IOException {
        out.writeNumberField("ttl", lease.ttl());
        out.writeNumberField("linger", lease.linger());
        out.writeStringField("created", Timestamp.format(lease.created()));
        writeLabels(lease.labels(), out);
        if (lease.ending()) {
            out.writeBooleanField("ending", true);
        }
    }

    private static ClientLease readLease(StoredJson object, FormatVersion version) {
        return new ClientLease(
                object.integer("ttl"),
                object.integer("linger"),
                Timestamp.parseAny(object.text("created")),
                readLabels(object),
                object.isTrue("ending"),
                version);
    }

    private static Value readPresence(ByteSequence bytes) {
        return bytes.isEmpty() ? new Value.Presence() : new Value.Unreadable("the value should be empty");
    }

    private ByteString write(FormatVersion version, Fields fields) {
        ByteString.Output bytes = ByteString.newOutput(USUAL_SIZE);
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            generator.writeNumberField("v", version.number());
            fields.write(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected I/O error writing to memory", e);
        }
        return bytes.toByteString();
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }
}
