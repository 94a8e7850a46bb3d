package io.portmaster.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * One set of records, as the key {@code _id} has it: {@code {"v":1,"installation":"<UUID>","cluster":"<hex>","restores":0}}. The
 * cluster is part of the value: once nodes have followed the records into another cluster, each compare of {@code _id} fails in
 * the former cluster's copy. The count tells which of two clusters the nodes followed the records into last.
 *
 * @param uuid never changes after the first start
 * @param cluster id of the etcd cluster that the records live in, as in etcd's response headers
 * @param restores how often nodes have followed the records into another cluster
 */
public record Installation(UUID uuid, long cluster, int restores) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int VERSION = 1;
    private static final int HEX = 16;

    /** @throws IllegalArgumentException if this version can't read the value */
    static Installation parse(ByteString value) {
        try {
            StoredJson object = StoredJson.read(JSON, value.toByteArray());
            if (object.integer("v") != VERSION) {
                throw new IllegalArgumentException("its schema version is not " + VERSION);
            }
            return new Installation(
                    UUID.fromString(object.text("installation")),
                    Long.parseUnsignedLong(object.text("cluster"), HEX),
                    object.integer("restores", 0));
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }

    /** The bytes for etcd. Equal installations have equal bytes. */
    ByteString value() {
        ByteString.Output bytes = ByteString.newOutput();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeStringField("installation", uuid.toString());
            json.writeStringField("cluster", hex(cluster));
            json.writeNumberField("restores", restores);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected I/O error writing to memory", e);
        }
        return bytes.toByteString();
    }

    /** A set of records that has never been restored. */
    static Installation first(UUID uuid, long cluster) {
        return new Installation(uuid, cluster, 0);
    }

    /**
     * The same records after they were restored into another cluster.
     *
     * @param copy the installation as it stands in the restored copy
     */
    Installation restoredTo(long other, Installation copy) {
        return new Installation(uuid, other, Math.max(restores, copy.restores) + 1);
    }

    /** A cluster's id in hex, as in etcd's own log. */
    static String hex(long cluster) {
        return Long.toHexString(cluster);
    }

    @Override
    public String toString() {
        return uuid + " in cluster " + hex(cluster);
    }
}
