package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Allocation;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes and reads values as etcd has them: JSON for services and ports, a plain number for indexes. Each JSON value has its
 * {@link FormatVersion}. A record of a newer version is read as far as its fields are known, and never written. A value that
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
        }
        throw new IllegalArgumentException("nobody rewrites a record that can't be read: " + value);
    }

    Value read(Key key, ByteSequence bytes) {
        try {
            if (key instanceof Key.ServiceKey || key instanceof Key.PortKey) {
                // The bytes don't contain the port, and the same bytes may stand under another port's key. So the port
                // is compared too.
                return key instanceof Key.PortKey port
                                && recent.recall(bytes) instanceof Holding known
                                && known.port() == port.port()
                        ? known
                        : readRecord(key, StoredJson.read(json, bytes.getBytes()));
            }
            return new Value.Index(Integer.parseInt(bytes.toString(UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            return new Value.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private Value readRecord(Key key, StoredJson object) {
        FormatVersion version = FormatVersion.of(object.integer("v"));
        try {
            return key instanceof Key.PortKey port
                    ? readHolding(port.port(), object, version)
                    : readService(((Key.ServiceKey) key).service(), object, version);
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
        out.writeNumberField("start", service.range().start());
        out.writeNumberField("end", service.range().end());
        out.writeStringField("created", Timestamp.format(service.created()));
        out.writeStringField("id", service.id().toString());
    }

    private static Service readService(Name name, StoredJson object, FormatVersion version) {
        return new Service(
                name,
                object.optionalText("description"),
                new PortRange(object.integer("start"), object.integer("end")),
                Timestamp.parseAny(object.text("created")),
                UUID.fromString(object.text("id")),
                version);
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
    }

    private Holding readHolding(int port, StoredJson object, FormatVersion version) {
        Name service = services.of(object.text("service"));
        Name name = new Name(object.text("name"));
        Instant created = Timestamp.parseAny(object.text("created"));
        Receipt receipt = new Receipt(
                UUID.fromString(object.text("nonce")), object.text("secret_sha256"), object.isTrue("accept"));
        String state = object.text("state");
        return switch (state) {
            case "offered" -> new Offer(port, service, name, created, object.integer("ttl"), receipt, version);
            case "allocated" -> new Allocation(port, service, name, created, receipt, version);
            default -> throw new IllegalArgumentException("unknown state " + state);
        };
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
