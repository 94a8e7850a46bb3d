package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;

/**
 * Writes and reads values as etcd has them: a plain number for indexes, nothing for a companion's anchor, JSON for all others.
 * Each JSON value has its {@link FormatVersion}. The fields are those of {@link ServiceFormat}, {@link HoldingFormat}, {@link
 * CoolingFormat} and {@link ClientLeaseFormat}; one that holds what is usual is not written. A record of a newer version is read
 * as far as its fields are known, and never written. A value that can't be read becomes a {@link Value.Unreadable}.
 *
 * <p>Unknown fields are ignored, and a rewritten record has lost them. That is the promise of version 1: data that must survive
 * a rewrite needs a higher version.
 */
final class Codec {
    private static final int USUAL_SIZE = 320;

    private final JsonFactory json = new JsonFactory();
    private final HoldingFormat holdings;
    private final CoolingFormat coolings;
    private final RecentlyWritten recent = new RecentlyWritten();

    Codec() {
        ServiceNames services = new ServiceNames();
        this.holdings = new HoldingFormat(services);
        this.coolings = new CoolingFormat(services);
    }

    /** @throws IllegalArgumentException if this program can't write the record without loss */
    ByteString write(Value value) {
        if (value.version().isNewer()) {
            throw new IllegalArgumentException("nobody rewrites a newer release's record: " + value);
        }
        if (value instanceof Service service) {
            return write(service.version(), generator -> ServiceFormat.write(service, generator));
        } else if (value instanceof Holding holding) {
            ByteString bytes = write(holding.version(), generator -> HoldingFormat.write(holding, generator));
            recent.remember(ByteSequence.from(bytes), holding);
            return bytes;
        } else if (value instanceof Value.Index index) {
            return ByteString.copyFromUtf8(Integer.toString(index.port()));
        } else if (value instanceof Cooling cooling) {
            return write(cooling.version(), generator -> CoolingFormat.write(cooling, generator));
        } else if (value instanceof ClientLease lease) {
            return write(lease.version(), generator -> ClientLeaseFormat.write(lease, generator));
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
                return holdings.read(port.port(), object, version);
            } else if (key instanceof Key.CoolingKey cooling) {
                return coolings.read(cooling.port(), object, version);
            } else if (key instanceof Key.LeaseAnchor) {
                return ClientLeaseFormat.read(object, version);
            }
            return ServiceFormat.read(((Key.ServiceKey) key).service(), object, version);
        } catch (IllegalArgumentException | DateTimeException e) {
            String why = version.isNewer()
                    ? "format version " + version + " of a newer release, this one knows " + FormatVersion.NEWEST_KNOWN
                            + ": " + e.getMessage()
                    : String.valueOf(e.getMessage());
            return new Value.Unreadable(why, version);
        }
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
