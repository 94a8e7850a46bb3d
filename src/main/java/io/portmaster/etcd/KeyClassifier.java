package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.portmaster.domain.Lease;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Classifies every key under the prefix, in all spaces. Names that start with {@code _} are kept for later, of a space and within
 * one.
 */
public final class KeyClassifier {
    private static final String RESERVED = "_";

    private final String prefix;
    private final ByteSequence identity;
    private final Codec codec = new Codec();
    private final Map<String, Keys> spaces = new HashMap<>();

    /** @param prefix of all keys, ends in a slash */
    public KeyClassifier(String prefix) {
        this.prefix = prefix;
        this.identity = ByteSequence.from(new InstallationKeys(prefix).own());
    }

    /** @param pair whose key starts with the prefix */
    public StoredKey classify(KeyValue pair) {
        String spelling = pair.getKey().toString(UTF_8);
        String path = spelling.substring(prefix.length());
        int slash = path.indexOf('/');
        String space = path.substring(0, Math.max(0, slash));
        String rest = path.substring(slash + 1);
        if (pair.getKey().equals(identity)) {
            return new StoredKey.Identity(spelling);
        }
        if (path.startsWith(RESERVED) || (!space.isEmpty() && rest.startsWith(RESERVED))) {
            return new StoredKey.Reserved(spelling);
        }
        return space.isEmpty() ? new StoredKey.Unknown(spelling) : classify(pair, spelling, space);
    }

    private StoredKey classify(KeyValue pair, String spelling, String space) {
        Keys keys = spaces.computeIfAbsent(space, name -> new Keys(prefix, name));
        Key key = keys.read(pair.getKey());
        if (key != null) {
            return new StoredKey.Content(
                    spelling, space, key, codec.read(key, pair.getValue()), new Lease(pair.getLease()));
        }
        return keys.isFence(pair.getKey()) ? new StoredKey.Fence(spelling, space) : new StoredKey.Unknown(spelling);
    }
}
