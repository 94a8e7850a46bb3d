package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey;

/**
 * Classifies every key under the prefix, in all spaces. Names of spaces, and names within a space, that start with {@code _} are
 * reserved for later versions, but for {@code _id} and {@code _leases}.
 */
public final class KeyClassifier {
    private static final String RESERVED = "_";

    private final String prefix;
    private final ByteSequence identity;
    private final Keys keys;
    private final Codec codec = new Codec();

    /** @param prefix of all keys, ends in a slash */
    public KeyClassifier(String prefix) {
        this.prefix = prefix;
        this.identity = ByteSequence.from(new InstallationKeys(prefix).own());
        this.keys = new Keys(prefix);
    }

    /** @param pair a key that starts with the prefix, and its value */
    public StoredKey classify(KeyValue pair) {
        String spelling = pair.getKey().toString(UTF_8);
        String path = spelling.substring(prefix.length());
        int slash = path.indexOf('/');
        String space = path.substring(0, Math.max(0, slash));
        String rest = path.substring(slash + 1);
        if (pair.getKey().equals(identity)) {
            return new StoredKey.Identity(spelling);
        }
        if (path.startsWith(Keys.LEASES)) {
            return classifyOfLease(pair, spelling);
        }
        if (path.startsWith(RESERVED) || (!space.isEmpty() && rest.startsWith(RESERVED))) {
            return new StoredKey.Reserved(spelling);
        }
        return classify(pair, spelling);
    }

    private StoredKey classifyOfLease(KeyValue pair, String spelling) {
        return keys.read(pair.getKey()) instanceof Key.OfLease key
                ? new StoredKey.Anchor(
                        spelling,
                        key,
                        codec.read(key, pair.getValue()),
                        new Lease(pair.getLease()),
                        pair.getModRevision())
                : new StoredKey.Unknown(spelling);
    }

    private StoredKey classify(KeyValue pair, String spelling) {
        if (keys.read(pair.getKey()) instanceof Key.InSpace key) {
            return new StoredKey.Content(
                    spelling,
                    key.space().name(),
                    key,
                    codec.read(key, pair.getValue()),
                    new Lease(pair.getLease()),
                    pair.getModRevision());
        }
        Space fenced = keys.spaceOfFence(pair.getKey());
        return fenced == null ? new StoredKey.Unknown(spelling) : new StoredKey.Fence(spelling, fenced.name());
    }
}
