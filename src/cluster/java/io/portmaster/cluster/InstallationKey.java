package io.portmaster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcd.jetcd.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of the key {@code _id}.
 *
 * @param installation a UUID
 * @param cluster id of an etcd cluster, in hexadecimal
 */
public record InstallationKey(String installation, String cluster) {
    /** The key's value in that etcd; null if there is none. */
    public static @Nullable InstallationKey read(EtcdCluster etcd, String prefix) {
        List<KeyValue> found = KeySpace.getOne(etcd.client(), prefix + "_id");
        return found.isEmpty() ? null : of(found.get(0).getValue().toString());
    }

    private static InstallationKey of(String value) {
        JsonNode json = KeySpace.json(value);
        return new InstallationKey(
                json.path("installation").asText(), json.path("cluster").asText());
    }
}
