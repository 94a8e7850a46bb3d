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
 * Values as they stand in etcd: JSON under services and ports, a bare number under the indexes. Each JSON value carries the
 * version of its schema; what can't be read for whatever reason becomes a {@link Value.Unreadable}.
 */
final class Codec {
    private static final int VERSION = 1;
    private static final int USUAL_SIZE = 320;

    private final JsonFactory json = new JsonFactory();
    private final ServiceNames services = new ServiceNames();
    private final RecentlyWritten recent = new RecentlyWritten();

    ByteString write(Value value) {
        if (value instanceof Service service) {
            return write(generator -> writeService(service, generator));
        } else if (value instanceof Holding holding) {
            ByteString bytes = write(generator -> writeHolding(holding, generator));
            recent.remember(ByteSequence.from(bytes), holding);
            return bytes;
        } else if (value instanceof Value.Index index) {
            return ByteString.copyFromUtf8(Integer.toString(index.port()));
        }
        throw new IllegalArgumentException("nobody rewrites a record that can't be read: " + value);
    }

    Value read(Key key, ByteSequence bytes) {
        try {
            if (key instanceof Key.ServiceKey serviceKey) {
                return readService(serviceKey.service(), JsonObject.read(json, bytes.getBytes()));
            } else if (key instanceof Key.PortKey portKey) {
                // The port is no part of the bytes: those of a record could stand under another key.
                return recent.recall(bytes) instanceof Holding known && known.port() == portKey.port()
                        ? known
                        : readHolding(portKey.port(), JsonObject.read(json, bytes.getBytes()));
            } else {
                return new Value.Index(Integer.parseInt(bytes.toString(UTF_8)));
            }
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return new Value.Unreadable(String.valueOf(e.getMessage()));
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

    private static Service readService(Name name, JsonObject object) {
        checkVersion(object);
        return new Service(
                name,
                object.optionalText("description"),
                new PortRange(object.integer("start"), object.integer("end")),
                Timestamp.parseAny(object.text("created")),
                UUID.fromString(object.text("id")));
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

    private Holding readHolding(int port, JsonObject object) {
        checkVersion(object);
        Name service = services.of(object.text("service"));
        Name name = new Name(object.text("name"));
        Instant created = Timestamp.parseAny(object.text("created"));
        Receipt receipt = new Receipt(
                UUID.fromString(object.text("nonce")), object.text("secret_sha256"), object.isTrue("accept"));
        String state = object.text("state");
        return switch (state) {
            case "offered" -> new Offer(port, service, name, created, object.integer("ttl"), receipt);
            case "allocated" -> new Allocation(port, service, name, created, receipt);
            default -> throw new IllegalArgumentException("unknown state " + state);
        };
    }

    private static void checkVersion(JsonObject object) {
        int version = object.integer("v");
        if (version != VERSION) {
            throw new IllegalArgumentException("schema version " + version + ", not " + VERSION);
        }
    }

    private ByteString write(Fields fields) {
        ByteString.Output bytes = ByteString.newOutput(USUAL_SIZE);
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            generator.writeNumberField("v", VERSION);
            fields.write(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteString();
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }
}
